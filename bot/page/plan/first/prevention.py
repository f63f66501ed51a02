"""Prevention: Pneumocystis, bone, screening, vaccines, sick days and what to ask about."""

from itertools import product

from bot.page.plan.first.fitting import fitting, said_short
from bot.page.plan.matters import fracture, short
from bot.page.plan.topics import by_topic
from bot.page.plan.view import View
from core.evidence import Line, Section
from core.prevention.prophylaxis import OFFERED
from core.sayable import each_once, of

NOT_ASKED = "about.not_asked."
DEFERRED = "prevention.vaccines.deferred"
STEROID_CARD = "prevention.adrenal.card"
CHILD_BONE = "monitoring.juvenile.bone"


def prevention(view: View) -> str:
    """The drug against Pneumocystis has its dose where its cautions fit beside it; else that is
    one key deeper."""
    there = by_topic(view, Section.PREVENTION)
    tried = (
        (
            _pneumocystis(view, there["pneumocystis"], dosed=dosed),
            _bone(view, there.get("bone", ()), brief=brief),
            [view.say("first.screening")],
            [*_vaccines(view, there["vaccines"]), view.say("first.no_live")],
            _sick_days(view, there["sick_days"]),
            _ask(view, there.get("ask", ()), brief=brief),
        )
        for dosed, brief in product((True, False), (False, True))
    )
    return fitting(view, Section.PREVENTION, tried)


def _pneumocystis(view: View, lines: tuple[Line, ...], *, dosed: bool) -> list[str]:
    """From when with what, and when it is reviewed; or that the dose asks for none."""
    offered = of(view.plan.said, *OFFERED)
    if not offered:
        return [view.line(line) for line in lines[:1]]
    first = offered[0]
    review = [short(view, line) for line in lines if line.says == "pneumocystis_review"]
    if not (dosed and first.doses):
        return [view.say("first.pneumocystis"), view.say("first.which_drug"), *review]
    beside = [*first.doses, *each_once([first])]
    return [view.say("first.pneumocystis"), *map(view.line, beside), *review]


def _bone(view: View, lines: tuple[Line, ...], *, brief: bool) -> list[str]:
    """The risk as the card says it, and the day of the scan."""
    risk = [f"{line}." for line in fracture(view)]
    if risk and brief:
        return risk
    return [*risk, *said_short(view, (e for e in lines if e.says in {"bone_density", CHILD_BONE}))]


def _vaccines(view: View, lines: tuple[Line, ...]) -> list[str]:
    return said_short(view, (line for line in lines if line.because[0].key == DEFERRED))


def _sick_days(view: View, lines: tuple[Line, ...]) -> list[str]:
    """Never suddenly, and the card; a child's own line."""
    card = any(line.says == STEROID_CARD for line in lines)
    return [view.say("first.sick_days")] if card else [view.line(lines[0])]


def _ask(view: View, lines: tuple[Line, ...], *, brief: bool) -> list[str]:
    """What nobody has asked yet, by its names."""
    if brief:
        return [view.say("first.ask_briefly")] if lines else []
    words = view.writer.words
    names = tuple(
        words[f"first.ask.{line.says.removeprefix(NOT_ASKED)}"]
        for line in lines
        if line.says.startswith(NOT_ASKED)
    )
    return [view.say("first.ask_about", names=names)] if names else []
