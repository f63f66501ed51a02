"""The doses of a day of illness, each part counted in tablets."""

from collections.abc import Iterable, Iterator

from bot.papers.sheet import Row, Sheet
from core.steroid.split import Part, split
from core.steroid.tablets import Piece, pieces_of


def split_doses(sheet: Sheet, rows: Iterable[Row]) -> Iterator[str]:
    """How each of these doses is taken in two on a day of illness; a low one as it is raised."""
    guideline = sheet.view.guideline
    raised = guideline.prevention.adrenal.raised_mg.value
    for mg in dict.fromkeys(max(row.period.mg, raised) for row in rows):
        ways = (split(guideline, mg, pieces) for pieces in _pieces(sheet))
        found = next(filter(None, ways), None)
        if found:
            yield sheet.say("paper.ill.split", mg=mg) + _said(sheet, *found)


def _pieces(sheet: Sheet) -> Iterator[tuple[Piece, ...]]:
    """The tablets that the course is made of, which lie at home; then all that there are."""
    taken = {strength for row in sheet.rows for strength, _ in row.period.tablets}
    for strengths in (taken, sheet.supply.strengths_mg):
        yield pieces_of(strengths, sheet.supply.halved_mg, sheet.view.guideline)


def _said(sheet: Sheet, morning: Part, evening: Part) -> str:
    """Milligrams first, then what they are made of; once where both are alike."""
    (first, made), (last, made_too) = morning, evening
    if made == made_too:
        return sheet.say("paper.ill.alike", mg=first, tablets=sheet.tablets(made))
    return sheet.say(
        "paper.ill.unlike",
        first=first,
        morning=sheet.tablets(made),
        last=last,
        evening=sheet.tablets(made_too),
    )
