"""A long text is split between blocks and never inside one; of several the first that fits."""

from hypothesis import given
from hypothesis import strategies as st

from bot.page.parts import fitted, joined, parts, units

TEXTS = st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=30)


@given(TEXTS, st.integers(min_value=40, max_value=200))
def test_parts_joined_again_are_the_whole(blocks: list[str], limit: int) -> None:
    assert "\n".join(parts(blocks, limit)) == "\n".join(blocks)


@given(TEXTS, st.integers(min_value=60, max_value=200))
def test_no_part_is_longer_than_the_limit(blocks: list[str], limit: int) -> None:
    assert max(map(units, parts(blocks, limit))) <= limit


def test_a_block_over_the_limit_stands_alone_and_whole() -> None:
    assert parts(["a", "b" * 50, "c"], 20) == ("a", "b" * 50, "c")


def test_an_emoji_counts_as_two() -> None:
    assert units("\N{PILL}x") == 3


def test_of_several_texts_the_first_that_fits_and_else_the_last() -> None:
    assert fitted(["abcd", "abc", "ab"], 3) == "abc"
    assert fitted(["abcd", "<b>abc</b>", "ab"], 3) == "<b>abc</b>"
    assert fitted(["abcde", "abcd"], 3) == "abcd"


def test_nothing_is_made_beyond_the_first_that_fits() -> None:
    texts = iter(["abcd", "abc", "ab"])
    fitted(texts, 3)
    assert [*texts] == ["ab"]


def test_a_line_is_free_between_blocks_and_none_where_a_block_is_empty() -> None:
    assert joined(["a", "b"], [], ["c"]) == "a\nb\n\nc"
