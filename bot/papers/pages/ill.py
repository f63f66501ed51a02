"""The doses of a day of illness in two parts: in tablets only where the day's own make them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from bot.papers.sheet import Row, Sheet
from core.steroid.split import Part, split
from core.steroid.tablets import Tablets, pieces_of


def split_doses(sheet: Sheet, rows: Iterable[Row]) -> Iterator[str]:
    """How each of these doses is taken in two on a day of illness; a low one as it is raised. No
    tablet is counted that the patient was not given for that dose."""
    found = tuple(rows)
    for mg in _doses(sheet, found):
        parts = _parts(sheet, mg)
        if parts:
            home = all(_at_home(row, parts) for row in found if _raised(sheet, row) == mg)
            yield _head(sheet, mg) + (_counted(sheet, *parts) if home else _asked(sheet, *parts))


def split_to_dispense(sheet: Sheet) -> Iterator[str]:
    """The present dose in two for who dispenses, with tablets that are none of the day's own."""
    for row in sheet.ahead[:1]:
        mg = _raised(sheet, row)
        parts = _parts(sheet, mg)
        if parts:
            yield _head(sheet, mg) + _counted(sheet, *parts)


def beside_the_course(sheet: Sheet) -> Iterator[str]:
    """The strengths that days of illness take and the course does not give for them; how many is
    for a prescriber to say."""
    lacking = {
        strength
        for row in sheet.ahead
        if (parts := _parts(sheet, _raised(sheet, row))) and not _at_home(row, parts)
        for strength, _ in _together(parts)
    }
    if lacking:
        each = tuple(
            sheet.say("paper.ill.strength", mg=mg) for mg in sorted(lacking, reverse=True)
        )
        yield sheet.say("paper.ill.dispense", strengths=each)


def _doses(sheet: Sheet, rows: Iterable[Row]) -> Iterable[Decimal]:
    return dict.fromkeys(_raised(sheet, row) for row in rows)


def _raised(sheet: Sheet, row: Row) -> Decimal:
    return max(row.period.mg, sheet.view.guideline.prevention.adrenal.raised_mg.value)


def _parts(sheet: Sheet, mg: Decimal) -> tuple[Part, ...]:
    """As nearly alike as the tablets of the pharmacy allow."""
    guideline, has = sheet.view.guideline, sheet.supply
    return split(guideline, mg, pieces_of(has.strengths_mg, has.halved_mg, guideline))


def _at_home(row: Row, parts: tuple[Part, ...]) -> bool:
    """Whether the tablets of the dose itself make both parts, none more and none broken for it."""
    own = dict(row.period.tablets)
    return all(own.get(strength, 0) >= count for strength, count in _together(parts))


def _together(parts: tuple[Part, ...]) -> Tablets:
    """What both parts are made of."""
    counts = dict[Decimal, Decimal]()
    for strength, count in (each for _, made in parts for each in made):
        counts[strength] = counts.get(strength, Decimal(0)) + count
    return tuple(counts.items())


def _head(sheet: Sheet, mg: Decimal) -> str:
    return sheet.say("paper.ill.split", mg=mg)


def _asked(sheet: Sheet, morning: Part, evening: Part) -> str:
    return sheet.say("paper.ill.asked", first=morning[0], last=evening[0])


def _counted(sheet: Sheet, morning: Part, evening: Part) -> str:
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
