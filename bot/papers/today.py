"""The day on which a paper is made: whether its dose is that of the day, and the pulse."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.papers.sheet import Sheet


def made_on(sheet: Sheet) -> date:
    """The day on which whoever holds the paper first reads it, where the plan is followed."""
    return sheet.view.today or sheet.made_at.astimezone(ZoneInfo(sheet.view.zone)).date()


def in_force(sheet: Sheet) -> bool:
    """Whether the present dose is that of the day on which the paper is made: not before its first
    day, nor after its last one unless it lasts until somebody decides."""
    row, on = sheet.present, made_on(sheet)
    if row is None:
        return False
    return row.period.first <= on and (row.open or on <= row.period.last)


def by_drip(sheet: Sheet) -> tuple[date, ...]:
    """The days of the pulse before the first dose by mouth."""
    days = sheet.view.plan.case.pulse_days or 0
    return tuple(sheet.first - timedelta(days=n) for n in range(days, 0, -1))
