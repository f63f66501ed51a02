"""Replies become pages: words, numbers and sealed buttons, whichever transport shows them."""

from dataclasses import dataclass, replace

from bot.page import Button, Page, Placed, Poll
from bot.page.parts import joined
from bot.page.plan.pages import PlanPages, Seat, placed
from bot.page.prompt import no_plan, question, review
from bot.page.write import Writer, escape, written
from flows.intake.life import NEW
from flows.talk.replies import (
    Ask,
    Choice,
    Close,
    NoPlan,
    Note,
    PaperMenu,
    Quiz,
    Remove,
    Reply,
    Review,
    Say,
    ShowOwnData,
    ShowPaper,
    ShowPlan,
    Toast,
)

__all__ = ["Pages", "Seat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages(PlanPages):
    """Turns every reply into pages."""

    def pages(self, reply: Reply, seat: Seat) -> tuple[Page, ...]:
        """The pages that show this reply, in the order they are sent."""
        writer = Writer(self.words, self.region)
        match reply:
            case Ask():
                return self._prompt(question(writer, reply), reply, seat)
            case Review():
                return self._prompt(review(writer, reply), reply, seat)
            case NoPlan():
                anew = ((self._button(NEW, "", 0, seat),),)
                return _in_place(no_plan(writer, reply), reply, seat, anew)
            case ShowPlan():
                return (self.plan(reply, seat),)
            case Close():
                return _in_place(escape(writer.say(reply.says, reply.values)), reply, seat)
            case Say():
                return (placed(escape(writer.say(reply.says, reply.values)), None),)
            case Note():
                return (self._note(writer, reply, seat),)
            case PaperMenu():
                return (self.papers(reply, seat),)
            case ShowPaper() | ShowOwnData():
                return ()  # it takes its time: see bot.desk.papers and bot.desk.own_data
            case Remove(message=message):
                return (Page(text="", place=Placed.EDIT, edits=message, removes=True),)
            case Quiz():
                return (self._quiz(writer, reply, seat),)
            case Toast():
                return (Page(text=writer.say(reply.says, reply.values), place=Placed.TOAST),)

    def caption(self, choice: Choice) -> str:
        """The words that the button shows."""
        return Writer(self.words, self.region).say(choice.says, choice.values)

    def _prompt(self, text: str, reply: Ask | Review, seat: Seat) -> tuple[Page, ...]:
        buttons = tuple(
            tuple(self._button(choice, reply.label, reply.number, seat) for choice in row)
            for row in reply.choices
        )
        return _in_place(text, reply, seat, buttons, prompt=True)

    def _note(self, writer: Writer, note: Note, seat: Seat) -> Page:
        """The sentences as they stand, in this chat or where the note says."""
        said = (tuple(written(writer, each) for each in block) for block in note.blocks)
        there = seat if note.chat is None else _elsewhere(note.chat)
        buttons = tuple(
            tuple(self._button(choice, note.label, note.number, there) for choice in row)
            for row in note.choices
        )
        shown = note.message if note.chat is not None else None if note.anew else seat.pressed
        text = joined(*said)
        if note.above:
            text = f"{escape(writer.say(note.above))}\n<tg-spoiler>{text}</tg-spoiler>"
        page = placed(text, shown, buttons)
        to_a_group = note.chat is not None and note.chat < 0  # not to be passed on from there
        protected = to_a_group and shown is None
        return replace(page, chat=note.chat, protected=protected, pin=note.pin)

    def _quiz(self, writer: Writer, quiz: Quiz, seat: Seat) -> Page:
        """A poll; as text, the same question with its options as buttons."""
        question = writer.say(quiz.question.says, quiz.question.values)
        buttons = tuple((self._button(choice, "", 0, seat),) for choice in quiz.options)
        poll = Poll(
            question=question,
            options=tuple(row[0].text for row in buttons),
            right=quiz.right,
            explanation=writer.say(quiz.explanation.says, quiz.explanation.values),
        )
        page = placed(escape(question), None, buttons)
        return replace(page, poll=poll) if poll.fits else page

    def _button(self, choice: Choice, label: str, number: int, seat: Seat) -> Button:
        return self.button(choice, Writer(self.words, self.region), label, number, seat)


def _in_place(
    text: str,
    reply: Ask | Review | NoPlan | Close,
    seat: Seat,
    buttons: tuple[tuple[Button, ...], ...] = (),
    *,
    prompt: bool = False,
) -> tuple[Page, ...]:
    """In place of the prompt; posted below, it takes the buttons of the one before away."""
    shown = placed(text, None if reply.anew else seat.prompt, buttons, prompt=prompt)
    if reply.anew and seat.prompt is not None:
        return (Page(text="", place=Placed.EDIT, edits=seat.prompt), shown)
    return (shown,)


def _elsewhere(chat: int) -> Seat:
    """A private chat has its person's number; in a group a button is anybody's to press."""
    return Seat(chat=chat, who=max(chat, 0))
