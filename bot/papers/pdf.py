"""What is printed, as PDF: the clinician's page, and the patient's leaflet."""

from contextlib import suppress

from bot.papers.pages.clinician import FEW_VISITS
from bot.papers.pages.clinician import page as _clinician
from bot.papers.pages.fit import Size, fitting, of_any_length
from bot.papers.pages.patient import leaflet as _patient
from bot.papers.sheet import Sheet
from bot.papers.typesetting import MoreThanOnePage, pdf

PLAIN, LARGE = (12,), (18,)  # points, of the patient's leaflet


def clinician(sheet: Sheet, size: Size, bot: str = "") -> bytes:
    """The whole plan on one page or two, wherever they hold it, with sums, sources and as many of
    the last visits as there is room for."""
    for few in FEW_VISITS:
        for each in fitting(_clinician(sheet, size, bot, few), size):
            with suppress(MoreThanOnePage):
                return pdf("clinician", each, sheet.made_at)
    return pdf("clinician", of_any_length(_clinician(sheet, size, bot)), sheet.made_at)


def patient(sheet: Sheet, size: Size, bot: str = "", *, large: bool = False) -> bytes:
    """What the patient takes and does, a calendar, and the leaf of who checks both."""
    points = LARGE if large else PLAIN
    return pdf("patient", _patient(sheet, size, bot) | {"sizes": points}, sheet.made_at)
