"""A long text is split between blocks and never inside one."""

from hypothesis import given
from hypothesis import strategies as st

from bot.page.parts import parts, units

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
