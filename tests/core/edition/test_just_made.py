"""What the rules have just made is known, and the oldest of it forgotten."""

from bot.guideline import shipped
from core.edition.just_made import is_made, remember
from core.plan import KEPT


def test_as_many_are_known_as_plans_are_kept_the_oldest_are_forgotten():
    rules = shipped()
    for number in range(KEPT + 1):
        remember(rules, ("just made", number), "text")
    known = [is_made(rules, ("just made", number), "text") for number in (0, 1, KEPT)]
    assert known == [False, True, True]
    assert not is_made(rules, ("just made", 1), "another text")
