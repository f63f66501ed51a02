"""What holds for the plan: every matter of the card, each as short as it is there."""

from itertools import product

from bot.page.parts import fitted, joined
from bot.page.plan.card import about
from bot.page.plan.first.fitting import ROOM, head
from bot.page.plan.matters import Matter, emergencies, matters
from bot.page.plan.view import View
from bot.page.write import bold


def start(view: View) -> str:
    """All of it where that fits; else as many as fit, and the names of the others."""
    found = matters(view)
    tried = product((False, True), range(len(found), -1, -1))
    texts = (_composed(view, found, brief=brief, count=count) for brief, count in tried)
    return fitted(texts, ROOM)


def _composed(view: View, found: tuple[Matter, ...], *, brief: bool, count: int) -> str:
    """Whose plan, the dose with its days, then the matters."""
    says = "card.standing" if view.begun else "card.before"
    (_, *case), _, dose, *_ = about(view)
    lines = [line for each in found[:count] for line in each.told(brief=brief)]
    names = tuple(dict.fromkeys(each.named for each in found[count:] if each.named))
    also = [view.say("first.start.also", names=names)] if names else []
    return joined(
        [f"{head(view)}\n{bold(view.say(says))}"],
        [bold(each) for each in emergencies(view, brief=brief)],
        [*case, *dose],
        [*(f"! {each}" for each in lines), *also],
    )
