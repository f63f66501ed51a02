"""What can be pressed under a reminder; every press names the reminder it was made for."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from core.amounts import A_DAY
from core.course.decisions import Drug, Reason
from core.course.regimen.refusals import never_resumed
from core.course.regimen.regimen import latest
from flows.plan.drugs import LETTERS, agents_taken
from flows.plan.live import Live
from flows.plan.visit.safety import VERBS, speaks_against, watching
from flows.reminder.call import CALLS, NOT_THIS, THE_DRUG, VALUES, drug_of, subject, subject_drug
from flows.reminder.classes import TOGETHER
from flows.reminder.hours import next_at, reading
from flows.reminder.message.told import NOTHING
from flows.reminder.recipients import Recipients
from flows.reminder.stages import MORNING, handle, snooze_choices, snooze_code
from flows.reminder.wanted.settled import ABOUT_STEROID
from flows.talk.records import Intake, Matter, Reminder
from flows.talk.replies import Choice, Moment
from flows.talk.screens import Rows, button, in_rows

HOLD_WEEKS = 2
A_FORTNIGHT = timedelta(days=14)
TO_DO = (TOGETHER - {Matter.DOSE}) | {Matter.BEFORE_RISE}
# What ends it: by its word a press finds its handler. Two end by a decision, one by the check.
ENDS: Mapping[Matter, str] = MappingProxyType(
    {
        Matter.REASSESS: "decide",
        Matter.CHECK: "check",
        Matter.URGENT: "see_to_it",
        Matter.BEGIN: "not_yet",
        Matter.HELD: "stays_held",
        Matter.STEROID_OVER: "follow_on",
        **dict.fromkeys(TO_DO, "done"),
    }
)
OWN_WORD = frozenset({"decide"})
BY_ITSELF = frozenset({"check"})  # it is about the plan, not the reminder
# What a prescriber decides under a question about a drug; each is a verb of the decisions.
DECIDES: Mapping[Matter, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        Matter.BEGIN: (("begin",), ("spec",)),
        Matter.TITRATION: (("rise", "stay"), ("halt", "end")),
        Matter.HELD: (("end", "retake"),),
    }
)
NOT_RECORDED = (("since",), ("begin", "spec"))  # of an agent that may be taken
STAYS = frozenset({Matter.HELD})  # that nothing changes stands before what changes it
NO_WAY_TO_END = frozenset({Matter.TITRATION})  # but a decision
TESTS = frozenset({Matter.LABORATORY, Matter.OVERDUE})  # done on a day
TESTS_WANTED = TESTS | {Matter.BEFORE_RISE}
ABNORMAL: Mapping[str, Reason] = MappingProxyType(
    {"counts": Reason.LOW_COUNTS, "liver": Reason.LIVER, "kidney": Reason.KIDNEY}
)  # what an agent is held for where its blood tests are abnormal
HOLD_OR_NOT = frozenset({NOT_THIS, VALUES})  # questions that a hold of their drug answers
ANSWERS = (("taken", "late"), ("missed", "not_this"))  # of a weekly dose
CORRECTED = timedelta(days=6)  # until then, the day before the next one, an answer may be mended


def buttons(
    reminder: Reminder, live: Live, recipients: Recipients, *, chat: int, now: datetime
) -> Rows:
    """The rows for this chat; only where the care team is can somebody ask the prescriber."""
    held = handle(reminder)
    ask = (button(f"ask.{held}", "reminder.button.ask"),) if chat == recipients.group else ()
    if reminder.matter in {Matter.ASKED, Matter.URGENT}:
        ask = ()
    put_off, today = snooze_choices(reminder, live.team, now), reading(now, reminder.zone).date()
    ending = _ending(
        reminder,
        held,
        ask,
        today,
        recorded=live.plan.drugs.recorded,
        resumes=_may_be_resumed(reminder, live, in_group=chat == recipients.group),
        withholds=bool(agents_taken(live)),
        hold=_hold(reminder, held, live),
    )
    later = (button(f"later.{held}", "reminder.button.later"),) if put_off else ()
    return tuple(row for row in (*ending, later) if row)


def _hold(reminder: Reminder, held: str, live: Live) -> tuple[Choice, ...]:
    """To hold the drug that the question is about, or to stop it."""
    about = subject(reminder)
    drug = THE_DRUG.get(about) or subject_drug(reminder)
    if reminder.matter not in CALLS or about not in HOLD_OR_NOT or drug is None:
        return ()
    found = speaks_against(watching(live), drug) if about == VALUES else None
    verb = VERBS.get(found.reason, "halt") if found else "halt"
    return (button(f"{verb}.{LETTERS[drug]}.{held}", f"reminder.button.drug_{verb}"),)


def _may_be_resumed(reminder: Reminder, live: Live, *, in_group: bool) -> bool:
    """Whether its message offers to resume the drug that it asks of: from the day after the hold
    on, as blood tests come first; after a possible overdose in no group message, and never where
    nobody can resume it as the plan is answered now."""
    drug = drug_of(reminder) if reminder.matter is Matter.HELD else None
    if drug is None:
        return True  # nothing is held that it could resume
    if never_resumed(live.standing, drug):
        return False
    regimen = latest(live.plan.regimens, drug)
    hold = regimen.held if regimen else None
    return hold is None or not (
        hold.first >= live.today or (in_group and hold.reason is Reason.OVERDOSE)
    )


def times(reminder: Reminder, live: Live, now: datetime) -> Rows:
    """One row for each time it can be put off to, the soonest first, and the way back."""
    held, zone = handle(reminder), reminder.zone
    choices = (
        button(
            f"at.{snooze_code(until, zone)}.{held}",
            "reminder.button.at",
            moment=Moment(until, zone),
        )
        for until in snooze_choices(reminder, live.team, now)
    )
    return (
        *((choice,) for choice in choices),
        back(reminder),
    )


def times_to_ask(reminder: Reminder, live: Live, now: datetime) -> Rows:
    """The prescriber is called now, or asked in the morning; or not at all."""
    held, zone = handle(reminder), reminder.zone
    morning = next_at(MORNING, now, zone, live.team)
    return (
        (button(f"now.{held}", "reminder.button.now"),),
        (button(f"morning.{held}", "reminder.button.at", moment=Moment(morning, zone)),),
        back(reminder),
    )


def more(reminder: Reminder) -> tuple[Choice, ...]:
    """To everything that a revision has changed."""
    return (button(f"more.{handle(reminder)}", "reminder.button.more"),)


def back(reminder: Reminder) -> tuple[Choice, ...]:
    """To the message as it came."""
    return (button(f"back_to.{handle(reminder)}", "reminder.button.back"),)


def doubted(urgent: Reminder) -> Rows:
    """What is said of a second tick: both were taken, or one of them only."""
    held = handle(urgent)
    return (
        (button(f"twice.{held}", "overdose.button.twice"),),
        (button(f"once.{held}", "overdose.button.once"),),
    )


def _ending(
    reminder: Reminder,
    held: str,
    ask: tuple[Choice, ...],
    today: date,
    *,
    recorded: bool,
    resumes: bool,
    withholds: bool,
    hold: tuple[Choice, ...],
) -> Iterator[tuple[Choice, ...]]:
    """What ends the reminder, with the way to the prescriber beside it; of a drug that is held
    that it stays so comes first, and to resume it last."""
    if reminder.matter is Matter.GATE:
        mg = reminder.detail
        step = button(
            f"step.{held}",
            "reminder.button.end" if mg == NOTHING else "reminder.button.step",
            mg=mg,
        )
        yield (step, button(f"hold.{HOLD_WEEKS}.{held}", "reminder.button.hold", weeks=HOLD_WEEKS))
        yield (button(f"flare.{held}", "reminder.button.flare"), *ask)
        return
    if reminder.matter is Matter.INTERIM:
        yield (button(f"visit.{held}", "reminder.button.found"), *ask)
        yield (button(f"ack.{held}", "reminder.button.not_examined"),)
        return
    if reminder.matter is Matter.METHOTREXATE:
        yield from _of_a_weekly_dose(reminder, held)
        yield ask
        return
    if reminder.matter in TESTS:
        yield from _of_tests(held, ask, today, withholds=withholds)
        return
    decisions = tuple(_of_a_drug(reminder, held, recorded=recorded, resumes=resumes))
    if reminder.matter is Matter.STEROID_OVER:
        decisions = ((button("close", "reminder.button.close"),),)
    if reminder.matter in NO_WAY_TO_END:
        yield from (*decisions, ask)
        return
    says = ENDS.get(reminder.matter, "seen")
    press = says if says in BY_ITSELF else f"{says if says in OWN_WORD else 'ack'}.{held}"
    if reminder.matter in CALLS and subject(reminder) in ABOUT_STEROID:
        decisions = ((button(f"decide.{held}", "reminder.button.decide"),),)
    if hold:
        decisions = (hold,)
    if reminder.matter is Matter.BEFORE_RISE and withholds:
        decisions = ((button(f"abnormal.{held}", "reminder.button.abnormal"),),)
    ending = (button(press, f"reminder.button.{says}"), *ask)
    yield from (ending, *decisions) if reminder.matter in STAYS else (*decisions, ending)


def _of_tests(
    held: str, ask: tuple[Choice, ...], today: date, *, withholds: bool
) -> Iterator[tuple[Choice, ...]]:
    """Normal, abnormal or done on another day; where nothing is taken that they could withhold, on
    which day they were done."""
    yield (button(f"value.{held}", "pick.visit.begin"),)
    which = "normal" if withholds else "tested"
    yield (_day("on", held, today, f"reminder.button.{which}"),)
    other_day = button(f"tested.{held}", f"reminder.button.{which}_on")
    abnormal = button(f"abnormal.{held}", "reminder.button.abnormal")
    yield from ((abnormal, other_day), ask) if withholds else ((other_day, *ask),)


def _of_a_weekly_dose(reminder: Reminder, held: str) -> Iterator[tuple[Choice, ...]]:
    """Its answers; of one that is left out that it was seen, or taken all the same."""
    left_out = reminder.intake is Intake.TOO_SOON
    if left_out or reminder.detail:
        seen = (button(f"ack.{held}", "reminder.button.seen"),)
        all_the_same = button(f"taken.{held}", "reminder.button.all_the_same")
        yield (*seen, *((all_the_same,) if left_out else ()))
        return
    for row in ANSWERS:
        yield tuple(button(f"{verb}.{held}", f"reminder.button.{verb}") for verb in row)


def days_taken(reminder: Reminder, today: date) -> Rows:
    """The days on which it may have been taken after its own; that it was taken twice."""
    held = handle(reminder)
    return (
        *_days("took", held, reminder.day + A_DAY, min(today, reminder.day + CORRECTED)),
        (button(f"double.{held}", "reminder.button.double"),),
        back(reminder),
    )


def days_tested(reminder: Reminder, today: date) -> Rows:
    """The days on which blood may have been taken, the last one first."""
    held = handle(reminder)
    return (
        *_days("on", held, today - A_FORTNIGHT, today)[::-1],
        back(reminder),
    )


def kinds_of_abnormal(reminder: Reminder) -> Rows:
    """What is abnormal, each of which holds the agents at once; and the way back."""
    held = handle(reminder)
    return (
        *((button(f"found.{each[0]}.{held}", f"reminder.button.{each}"),) for each in ABNORMAL),
        back(reminder),
    )


def _days(verb: str, held: str, first: date, last: date) -> Rows:
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    each = [_day(verb, held, day) for day in days]
    return in_rows(each)


def _day(verb: str, held: str, day: date, says: str = "reminder.button.day") -> Choice:
    return button(f"{verb}.{day:%y%m%d}.{held}", says, day=day)


def _of_a_drug(
    reminder: Reminder, held: str, *, recorded: bool, resumes: bool
) -> Iterator[tuple[Choice, ...]]:
    """The decisions that answer it; each leads to what it would change before it is taken."""
    if reminder.matter not in DECIDES:
        return
    drug, _, mg = reminder.detail.partition(".")
    rows, values = DECIDES[reminder.matter], {"mg": Decimal(mg)} if mg else {}
    if reminder.matter is Matter.BEGIN and not recorded:
        rows = NOT_RECORDED
    for row in rows:
        letter = LETTERS[Drug(drug)]
        yield tuple(
            Choice(
                press=f"{verb}.{letter}.{held}",
                says=f"reminder.button.drug_{verb}",
                values=values,
            )
            for verb in row
            if resumes or verb != "retake"
        )
