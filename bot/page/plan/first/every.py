"""The first screen of each section that opens with one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.page.plan.first.medicines import medicines
from bot.page.plan.first.monitoring import monitoring
from bot.page.plan.first.prevention import prevention
from bot.page.plan.first.schedule import schedule
from bot.page.plan.first.severe import severe
from bot.page.plan.first.start import start
from bot.page.plan.first.tablets import tablets
from bot.page.plan.view import View
from core.evidence import Section

FIRST: Mapping[Section, Callable[[View], str]] = MappingProxyType(
    {
        Section.START: start,
        Section.SCHEDULE: schedule,
        Section.AGENT: medicines,
        Section.SEVERE: severe,
        Section.PREVENTION: prevention,
        Section.MONITORING: monitoring,
        Section.TABLETS: tablets,
    }
)
