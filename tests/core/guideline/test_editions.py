"""A released edition never changes: another number or text is another edition."""

from bot.guideline import edition, shipped
from core.guideline.facts import facts

# One row for each edition. That of a released edition is never touched; a new one comes below it.
EDITIONS = {
    "1": "b03f2f5498a7d8f2fe74ae4cc32973acac0ea263390ad0b5541229fdfd37ba20",
    "2": "7cc62b365bf6a9c99413b4e84f6f4f2185e6f7483baefdf476f453c89889ce38",
    "3": "f81979bb7cf5546370323502e48ddd13416311b6db6533439796e763381a8c1a",
    "4": "948dbfc94b0b2f12c8d47114c04757c81fb2271b1dc5a59ae60c2f7a86f3ef43",
}


def test_the_text_is_that_of_its_edition() -> None:
    """Where this fails, and the edition was released, raise its number: see CONTRIBUTING.md."""
    guideline = shipped()
    assert guideline.stamp == f"iim {guideline.edition} sha256:{EDITIONS[guideline.edition]}"


def test_every_edition_before_it_is_there_for_the_plans_that_go_by_it() -> None:
    *earlier, newest = EDITIONS
    assert shipped().edition == newest
    assert {*shipped().earlier} == {*earlier}
    assert [edition(name).edition for name in EDITIONS] == list(EDITIONS)


def test_what_the_first_edition_knew_nothing_of_it_has_from_the_second() -> None:
    """A visit of a plan that goes by it is read as that of any other plan."""
    for part in ("response", "cutoffs", "visit"):
        first, second = (facts(getattr(edition(name), part)) for name in ("1", "2"))
        assert [(each.key, each.value, each.statement) for each in first] == [
            (each.key, each.value, each.statement) for each in second
        ]
