"""What the rules have made of answers since the start: they would not do it otherwise today."""

from core.given import Given
from core.guideline.schema import Guideline
from core.plan import KEPT

_made = dict[tuple[Guideline, Given, str], None]()


def remember(rules: Guideline, answers: Given, text: str) -> None:
    """This text is what they made of these; the oldest is forgotten where there are many."""
    _made[rules, answers, text] = None
    if len(_made) > KEPT:
        del _made[next(iter(_made))]


def is_made(rules: Guideline, answers: Given, text: str) -> bool:
    """Whether they are known to have made it."""
    return (rules, answers, text) in _made
