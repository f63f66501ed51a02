"""Every revision of a plan: who made which when, and the way to open it again."""

from collections.abc import Iterator
from dataclasses import replace

from flows.plan.status import decided_by, said_anew, zone_of
from flows.reminder.press.check import Admitted, made_true
from flows.talk.records import PlanRecord
from flows.talk.replies import Moment, Note, Sentence, ShowPlan
from flows.talk.screens import Rows, button, in_rows, page_of, say, toast, turning
from flows.talk.turn import Context, Session, Turn

A_PAGE = 10
IN_A_ROW = 5


def revisions(session: Session, admitted: Admitted, context: Context, page: int) -> Turn:
    """The revisions of this page, the newest first, each with what made it."""
    record = admitted.record
    numbers, page, count = page_of(range(record.revision, 0, -1), page, A_PAGE)
    lines = tuple(line for number in numbers for line in _lines(record, number, context))
    void = (number for number in numbers if number != record.revision)
    older = [button(f"decide.open.{nth}", "pick.decision.revision", revision=nth) for nth in void]
    head = say("history.head", strong=True, label=record.label, revision=record.revision)
    note = Note(
        label=record.label,
        number=record.revision,
        blocks=((head,), lines, (say("history.open"),)) if older else ((head,), lines),
        choices=(*in_rows(older, IN_A_ROW), *turning("decide.history", page, count), *_back()),
    )
    return Turn(session=session, replies=(note,))


def opened(session: Session, admitted: Admitted, context: Context, number: int) -> Turn:
    """The card of an older revision, marked void."""
    record, older = admitted.record, context.known.older
    if older is None or older.revision != number or number == record.revision:
        return made_true(toast(session, "not_now"), context, admitted)
    reply = ShowPlan(record=older, replaced_by=record.revision)
    return Turn(session=session, replies=(reply,))


def _lines(record: PlanRecord, number: int, context: Context) -> Iterator[Sentence]:
    """Everything that was decided with this revision, the last first; else what made it."""
    found = [each for each in reversed(record.decisions) if each.revision == number > 1]
    for each in found:
        by = decided_by(each, zone_of(context))
        says = f"history.{by.says.removeprefix('stands.')}"
        yield replace(by, says=says, values={**by.values, "number": number})
    if not found:
        yield _made(record, number, zone_of(context))


def _made(record: PlanRecord, number: int, zone: str) -> Sentence:
    """What made a revision that nothing was decided with; of answers only the time of the last
    ones is kept here."""
    anew = next((each for each in record.answered if each.revision == number), None)
    if anew is not None:
        return said_anew("history.anew", anew, zone, number=number)
    if _made_last(record, number):
        return say("history.made", number=number, moment=Moment(record.made_at, zone))
    return say("history.answers", number=number)


def _made_last(record: PlanRecord, number: int) -> bool:
    """Whether the answers in force were given with this revision."""
    decided = {each.revision for each in record.decisions if each.revision > 1}
    return number == max(n for n in range(1, record.revision + 1) if n not in decided)


def _back() -> Rows:
    return ((button("decide", "pick.back"),),)
