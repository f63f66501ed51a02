"""What is printed, as PDF: the clinician's page, and the patient's leaflet."""

from contextlib import suppress

from bot.papers.fit import Size, fitting
from bot.papers.pages.clinician import page as _clinician
from bot.papers.pages.patient import leaflet as _patient
from bot.papers.sheet import Sheet
from bot.papers.typesetting import MoreThanOnePage, pdf

PLAIN, LARGE = (12,), (18,)  # points, of the patient's leaflet


def clinician(sheet: Sheet, size: Size, bot: str = "") -> bytes:
    """The whole plan on one page or two, wherever they hold it, with sums and sources."""
    *tries, any_length = fitting(_clinician(sheet, size, bot), size)
    for each in tries:
        with suppress(MoreThanOnePage):
            return pdf("clinician", each, sheet.made_at)
    return pdf("clinician", any_length, sheet.made_at)


def patient(sheet: Sheet, size: Size, bot: str = "", *, large: bool = False) -> bytes:
    """What the patient takes and does, a calendar, and the leaf of who checks both."""
    points = LARGE if large else PLAIN
    return pdf("patient", _patient(sheet, size, bot) | {"sizes": points}, sheet.made_at)
