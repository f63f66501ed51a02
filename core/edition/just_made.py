"""What the rules have made of answers since the start: they would not do it otherwise today."""

from collections import OrderedDict

from core.given import Given
from core.guideline.schema import Guideline
from core.plan import KEPT

_made: OrderedDict[tuple[Guideline, Given, str], None] = OrderedDict()


def remember(rules: Guideline, answers: Given, text: str) -> None:
    """This text is what they made of these; the oldest is forgotten where there are many."""
    _made[rules, answers, text] = None
    if len(_made) > KEPT:
        _made.popitem(last=False)


def is_made(rules: Guideline, answers: Given, text: str) -> bool:
    """Whether they are known to have made it."""
    return (rules, answers, text) in _made
