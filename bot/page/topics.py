"""The topics of a section: what its first screen sums up, each with a screen of its own."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.page.view import View
from bot.page.write import bold
from core.evidence import Line, Section

# Each topic by the parts of the guideline that its lines rest on first.
TOPICS: Mapping[Section, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Section.PREVENTION: MappingProxyType(
            {
                "pneumocystis": ("prevention.pneumocystis",),
                "bone": ("exposure.high_mg", "prevention.bone", "monitoring.juvenile.bone"),
                "sick_days": (
                    "prevention.adrenal",
                    "monitoring.juvenile.never_stop",
                    "monitoring.juvenile.adrenal",
                ),
                "vaccines": ("prevention.vaccines",),
                "screening": ("prevention.stomach", "prevention.screening"),
                "ask": ("about.not_asked",),
            }
        )
    }
)
# What was published elsewhere, and why it is said: read under the sources alone.
BACKGROUND = frozenset(
    {
        "prevention.pneumocystis.published",
        "prevention.pneumocystis.cohorts",
        "prevention.bone.also.uk",
        "prevention.bone.also.seed",
        "prevention.adrenal.risk_mg",
    }
)


def by_topic(view: View, section: Section) -> dict[str, tuple[Line, ...]]:
    """The lines of the section under their topics, background left out, topics in their order."""
    found: dict[str, list[Line]] = {}
    for line in view.lines(section):
        if line.says not in BACKGROUND:
            found.setdefault(_topic(section, line), []).append(line)
    return {topic: tuple(found[topic]) for topic in TOPICS[section] if topic in found}


def topic(view: View, section: Section, name: str) -> list[str]:
    """One topic in full, as blocks."""
    title = bold(view.say(f"topic.{section}.{name}"))
    lines = by_topic(view, section)[name]
    return [f"{view.head}\n{title}", *(f"• {view.line(line)}" for line in lines)]


def _topic(section: Section, line: Line) -> str:
    """Where the line is read: by its first fact; what has no place of its own is asked about."""
    key = line.because[0].key
    return next(
        (
            name
            for name, places in TOPICS[section].items()
            if any(key == place or key.startswith(f"{place}.") for place in places)
        ),
        "ask",
    )
