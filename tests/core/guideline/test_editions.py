"""A released edition never changes: another number or text is another edition."""

from bot.guideline import edition, shipped

# One row for each edition. That of a released edition is never touched; a new one comes below it.
EDITIONS = {
    "1": "b03f2f5498a7d8f2fe74ae4cc32973acac0ea263390ad0b5541229fdfd37ba20",
    "2": "b1db51948163c6fe4cb14c761a6f91161b95622a5114d9bc9a1a05732be1b34c",
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
