"""Every entry of a plan's visits, the last first; what was mended stands struck out."""

from collections.abc import Iterator, Sequence

from core.response.visit import in_force
from flows.plan.status import zone_of
from flows.plan.visit.found import findings, visits
from flows.talk.history import Visited
from flows.talk.replies import Choice, Moment, Note, Sentence
from flows.talk.screens import Rows, button, page_of, say, turning
from flows.visit.place import Place

A_PAGE = 4
Row = tuple[Choice, ...]
LIST = "value.list"


def entries(place: Place, page: int) -> Note:
    """One page of them; what was entered stays as it was, and can be mended by a new entry."""
    record = place.admitted.record
    shown, page, count = page_of(tuple(reversed(record.visited)), page, A_PAGE)
    standing = {each.number for each in in_force(visits(record))}
    head = say("visit.list", strong=True, label=record.label)
    rows: Rows = (
        *_mends(place, shown, standing),
        *turning(LIST, page, count),
        (button("value", "pick.back"),),
    )
    return Note(
        label=record.label,
        number=record.revision,
        blocks=((head,), *((_entry(place, each, standing),) for each in shown)),
        choices=rows,
    )


def _entry(place: Place, entry: Visited, standing: set[int]) -> Sentence:
    mended = "" if entry.visit.number in standing else "_mended"
    return say(
        f"visit.entry{mended}",
        number=entry.visit.number,
        day=entry.visit.day,
        name=entry.name,
        moment=Moment(entry.at, zone_of(place.context)),
        findings=tuple(findings(entry.visit, whole=True)),
    )


def _mends(place: Place, shown: Sequence[Visited], standing: set[int]) -> Iterator[Row]:
    """A key for each that stands: one's own, or any for whoever decides."""
    who = place.context.who
    for each in shown:
        if each.visit.number in standing and (place.decides or each.by == who):
            number = each.visit.number
            yield (button(f"value.mend.{number}", "pick.visit.mend", number=number),)
