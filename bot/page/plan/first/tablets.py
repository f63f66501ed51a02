"""Tablets: how many of each strength, for the first dose and for the whole course."""

from bot.page.parts import fitted
from bot.page.plan.first.fitting import ROOM, head
from bot.page.plan.first.schedule import beside
from bot.page.plan.sections import counts, tablets_head
from bot.page.plan.view import View
from bot.page.write import bold


def tablets(view: View) -> str:
    """The counts, and beside them what stands beside every dose, shortly."""
    return fitted((_composed(view, brief=brief) for brief in (False, True)), ROOM)


def _composed(view: View, *, brief: bool) -> str:
    title = f"{head(view)}\n{bold(view.say('section.tablets'))}\n{tablets_head(view)}"
    blocks = [title, *counts(view), "\n".join(beside(view, brief=brief))]
    return "\n\n".join(each for each in blocks if each)
