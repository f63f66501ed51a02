"""Who is answered now, by who it is and by what is asked."""

from bot.desk.access import Gate, Verdict
from bot.desk.arrival import Arrival
from bot.desk.meant import asks_for_own, is_learning, tries_a_code
from bot.desk.reader import Reader
from bot.store.training import Trainees
from flows import dialogue
from flows.talk.records import Place
from flows.talk.turn import Commanded, Moved, Pressed, Reachable, Typed


def judged(
    arrival: Arrival, gate: Gate, reader: Reader, trainees: Trainees, seconds: float
) -> Verdict:
    """Whether it is answered; a group's members are judged again by what they press. What is
    pressed under a reminder, such as that a dose was taken twice, is never too fast.

    A wrong code counts against whoever tries it; who is known is told that it is wrong. Whoever
    only learns is handed what is kept of that.
    """
    who, heard = arrival.who, arrival.heard
    if isinstance(heard, Moved | Reachable):  # of the chat itself: nobody asks for an answer
        return Verdict.WELCOME
    known = bool(reader.person(who).memberships)
    spared = isinstance(heard, Pressed) and dialogue.is_under_a_reminder(heard)
    in_group = arrival.place is Place.GROUP
    if isinstance(heard, Commanded) and tries_a_code(heard):
        tried = gate.tried(who, seconds, right=reader.is_code(heard.argument))
        told = tried is Verdict.STRANGER and (known or in_group)
        return Verdict.WELCOME if told else tried
    if in_group or not isinstance(heard, Typed | Pressed | Commanded):
        return gate.paced(who, seconds, spared=spared)
    if is_learning(heard) or (asks_for_own(heard) and trainees.load(arrival.chat).chosen):
        return gate.learns(who, seconds, known=known)
    return gate.judge(who, seconds, known=known, spared=spared)
