"""A screen of sentences and buttons, and the turn that shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from core.evidence import Value
from flows.talk.handlers import OnPress
from flows.talk.records import Person, Place, PlanRecord, Team
from flows.talk.replies import Choice, Note, Say, Sentence, Toast, Words
from flows.talk.turn import Context, Pressed, Session, Turn

Block = tuple[Sentence, ...]
Rows = tuple[tuple[Choice, ...], ...]
T = TypeVar("T")
IN_A_ROW = 2


def say(says: str, *, strong: bool = False, **values: Words) -> Sentence:
    """One sentence of the catalogue."""
    return Sentence(says=says, values=values, strong=strong)


def button(
    press: str,
    says: str,
    *,
    its_label: str | None = None,
    its_number: int | None = None,
    **values: Words,
) -> Choice:
    """One button; of another plan or team than its screen where it names one."""
    return Choice(press=press, says=says, values=values, label=its_label, number=its_number)


def screen(
    session: Session,
    *blocks: Block,
    rows: Rows = (),
    label: str = "",
    number: int = 0,
    anew: bool = False,
) -> Turn:
    """The turn that shows this and changes nothing."""
    shown = tuple(block for block in blocks if block)
    note = Note(label=label, number=number, blocks=shown, choices=rows, anew=anew)
    return Turn(session=session, replies=(note,))


def told(session: Session, says: str, **values: Value) -> Turn:
    """A message and no change."""
    return Turn(session=session, replies=(Say(says=says, values=values),))


def toast(session: Session, says: str, **values: Value) -> Turn:
    """A short answer to a press that changes nothing."""
    return Turn(session=session, replies=(Toast(says=f"toast.{says}", values=values),))


def posted(
    chat: int,
    *block: Sentence,
    label: str = "",
    number: int = 0,
    rows: Rows = (),
    team: Team | None = None,
) -> Note:
    """A message for another chat, as its team wants to read it on locked screens."""
    note = Note(label=label, number=number, blocks=(block,), choices=rows, chat=chat, anew=True)
    return replace(note, above="reminder.above") if team and team.neutral else note


def pressed_in_private(taken: OnPress) -> OnPress:
    """The handler, which nobody in a group gets to."""

    def only_there(session: Session, heard: Pressed, context: Context) -> Turn:
        if context.known.place is not Place.PRIVATE:
            return toast(session, "not_here")
        return taken(session, heard, context)

    return only_there


def page_of(items: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """The items of this page, which page it is, and how many there are; the last where too far."""
    count = max(1, -(-len(items) // size))
    page = min(page, count - 1)
    return items[page * size : (page + 1) * size], page, count


def part_of(items: Iterable[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """The same of items that are worked out as they are asked for: none but the next one behind
    this page, so that there may be more pages than are known of."""
    there = list[T]()
    for item in items:
        there.append(item)
        if len(there) > (page + 1) * size:
            break
    return page_of(there, page, size)


def turning(press: str, page: int, count: int) -> Rows:
    """The buttons to the pages before and after."""
    before = (button(f"{press}.{page - 1}", "pick.page_before"),) if page else ()
    after = (button(f"{press}.{page + 1}", "pick.page_after"),) if page + 1 < count else ()
    return (before + after,) if before or after else ()


def in_rows(row: Iterable[Choice], length: int = IN_A_ROW) -> Rows:
    """The buttons in order, so many to a row."""
    rest = iter(row)
    return tuple(iter(lambda: tuple(islice(rest, length)), ()))


def named(person: Person) -> str:
    """The name as it was last shown, or the number where none ever was."""
    return person.name or str(person.who)


def team_of(context: Context, number: int) -> Team | None:
    """The team of this number, among those that were read."""
    there = (context.known.team, *context.known.teams)
    return next((team for team in there if team and team.number == number), None)


def zone_for(record: PlanRecord, context: Context) -> str:
    """The zone that this plan is followed in."""
    team = team_of(context, record.team)
    return team.zone if team else context.zone_name
