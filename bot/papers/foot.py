"""What stands at the foot of a page: which plan it is, of which day, by which rules."""

from bot.page.write import full_day
from bot.papers.sheet import Sheet

HASH = 12  # characters of the rules' hash that tell two editions apart


def foot(sheet: Sheet) -> str:
    """When the plan was made; a case that is not kept was not."""
    if not sheet.label:
        return sheet.say("paper.foot_case", head=sheet.head)
    return sheet.say("paper.foot", head=sheet.head, day=full_day(sheet.stands_on))


def stamp(sheet: Sheet) -> str:
    """Name and edition of the rules, with the beginning of their hash."""
    head, _, digest = sheet.view.guideline.stamp.rpartition(":")
    return f"{head}:{digest[:HASH]}"
