"""The small dose curve of a page: decided thick, planned dashed, in days and mg."""

from datetime import timedelta
from typing import Any

from bot.page.write import number
from bot.papers.sheet import Sheet


def curve(sheet: Sheet) -> dict[str, Any]:
    """Places for the template, and the same in words; no steps where there is no schedule."""
    if not sheet.rows:
        return {"steps": []}
    highest = max(row.period.mg for row in sheet.rows)
    today = sheet.view.today
    on = (today - sheet.first).days if today else None
    days = (sheet.end - sheet.first).days
    return {
        "title": sheet.say("paper.head.curve"),
        "says": sheet.say("paper.curve", drug=sheet.view.steroid, mg=highest, first=sheet.first),
        "days": days,
        "highest": float(highest),
        "top": f"{number(highest)} mg",
        "falls": sheet.falls,
        "on": on if on is not None and 0 <= on <= days else None,
        "steps": [
            {
                "from": (row.period.first - sheet.first).days,
                "to": (row.period.last - sheet.first + timedelta(days=1)).days,
                "mg": float(row.period.mg),
                "sure": row.sure,
            }
            for row in sheet.rows
        ],
    }
