"""Each value of a visit against what the patient takes now: in range, repeat, call, withhold."""

from collections.abc import Iterator
from dataclasses import replace

from core.evidence import Fact
from core.guideline.schema import Guideline
from core.response.beside import BESIDE, Judged, Seen, Taken
from core.response.visit import Finding, Visit, Visits, by_day, in_force
from core.response.watched import Figure, Verdict, Watched, rows

MILDEST_FIRST = tuple(Verdict)


def judged(guideline: Guideline, visits: Visits, now: Visit, taken: Taken) -> tuple[Judged, ...]:
    """Every value of a visit that a drug is watched by, drug by drug.

    What was not entered is not judged, and a value that says nothing of a drug is left out.
    """
    kept = in_force(visits)
    earlier = tuple(each for each in by_day(kept) if each.day < now.day)
    seen = Seen(guideline=guideline, taken=taken, visits=kept, earlier=earlier, now=now)
    return tuple(each for drug in taken.drugs for each in _of(seen, drug))


def _of(seen: Seen, drug: Watched) -> Iterator[Judged]:
    if seen.now.pregnant and (fact := _pregnancy(seen.guideline, drug)):
        yield Judged(drug=drug, measure=None, verdict=Verdict.WITHHOLD, because=(fact,))
    for found in seen.now.findings:
        figures = [row for row in rows(seen.guideline, drug) if row.measure is found.measure]
        plain = _by_figures(drug, found, figures) if figures else None
        said = BESIDE.get(found.measure, _as_it_is)(seen, drug, found, plain)
        if said:
            yield said


def _as_it_is(_seen: Seen, _drug: Watched, _found: Finding, plain: Judged | None) -> Judged | None:
    return plain


def _by_figures(drug: Watched, found: Finding, figures: list[Figure]) -> Judged:
    """The severest that a figure leads to; within all of them it is in range."""
    fine = Judged(
        drug=drug,
        measure=found.measure,
        verdict=Verdict.IN_RANGE,
        because=tuple(row.fact for row in figures),
    )
    beyond = [row for row in figures if row.is_beyond(found.value)]
    if not beyond:
        return fine
    worst = max(beyond, key=lambda row: MILDEST_FIRST.index(row.verdict))
    return replace(fine, verdict=worst.verdict, because=(worst.fact,))


def _pregnancy(guideline: Guideline, drug: Watched) -> Fact[None] | None:
    """What a positive test closes."""
    blocks = guideline.agents.blocks
    return {
        Watched.METHOTREXATE: blocks.methotrexate.pregnancy,
        Watched.MYCOPHENOLATE: blocks.mycophenolate.pregnancy,
        Watched.CYCLOPHOSPHAMIDE: guideline.rescue.cyclophosphamide.pregnancy,
    }.get(drug)
