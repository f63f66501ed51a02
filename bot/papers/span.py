"""The days of a dose in words: up to its last one, or until somebody decides."""

from bot.page.write import day
from bot.papers.sheet import Row, Sheet


def span(sheet: Sheet, row: Row) -> str:
    """First and last day of a row; where it lasts until somebody decides, only the first."""
    if row.open:
        return sheet.say(_until(sheet), first=day(row.period.first))
    return sheet.say("schedule.days", first=day(row.period.first), last=day(row.period.last))


def stands(sheet: Sheet, row: Row) -> str:
    """The same of a dose that stands alone, with its days in full and how many they are."""
    each = row.period
    if row.open:
        return sheet.say(_until(sheet), first=each.first)
    return sheet.say("card.dates", first=each.first, last=each.last, days=each.days)


def _until(sheet: Sheet) -> str:
    """A step that is due waits to be confirmed; where none is, a prescriber has to decide."""
    return "card.until_decided" if sheet.view.waits else "paper.until_confirmed"


def ending(sheet: Sheet) -> str:
    """What comes after the last row, in words."""
    if sheet.view.waits:
        return sheet.say("schedule.waits")
    view = sheet.view
    return sheet.say(f"schedule.{view.end_says}", day=sheet.end, drug=view.steroid)
