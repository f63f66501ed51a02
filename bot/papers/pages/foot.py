"""What stands at the foot of a page: which plan it is, as it stands when, by which rules."""

from bot.papers.sheet import Sheet

HASH = 12  # characters of the rules' hash that tell two editions apart


def foot(sheet: Sheet) -> str:
    """The plan, the moment, and how far both may be relied on; a case is no plan."""
    return sheet.say("paper.foot" if sheet.label else "paper.foot_case", stamp=sheet.stamp)


def stamp(sheet: Sheet) -> str:
    """Name and edition of the rules, with the beginning of their hash."""
    head, _, digest = sheet.view.guideline.stamp.rpartition(":")
    return f"{head}:{digest[:HASH]}"
