"""Only what is on the list is markup; everything else reads as it was written."""

import pytest

from bot.site.markup import pieces


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("plain", ["plain"]),
        ("<b>16 mg</b> a day", [["b", "16 mg"], " a day"]),
        ("<strong>a</strong><em>b</em>", [["b", "a"], ["i", "b"]]),
        ("a &lt;b&gt; &amp; c", ["a <b> & c"]),
        ("<blockquote>q</blockquote>", [["quote", "q"]]),
        ("<blockquote expandable><i>q</i></blockquote>.", [["folded", ["i", "q"]], "."]),
        ("<tg-spoiler>c<b>o</b></tg-spoiler>", [["i", "c", ["b", "o"]]]),
        ("<b>open", [["b", "open"]]),
    ],
)
def test_what_telegram_shows_is_shown(html: str, expected: list[object]) -> None:
    assert pieces(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<!-- hidden -->",
        "<!DOCTYPE html>",
        "<?php x ?>",
        "<![CDATA[x]]>",
        "</b>",
        "<svg/onload=alert(1)>",
    ],
)
def test_no_other_tag_becomes_a_piece(html: str) -> None:
    assert [each for each in pieces(html) if not isinstance(each, str)] == []
    assert "".join(map(str, pieces(html))) != ""


def test_a_tag_that_ends_another_one_is_text() -> None:
    assert pieces("<b>a</i>b</b>c") == [["b", "a", "</i>", "b"], "c"]
