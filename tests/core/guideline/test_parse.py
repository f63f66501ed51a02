"""The guideline is read strictly: what is not exactly right is named by its path."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from bot.guideline import PARTS, shipped
from core.evidence import Standing
from core.guideline import BadGuideline, parse
from core.guideline.schema import Guideline

FOLDER = files("core.guideline")
TEXT = "\n".join(FOLDER.joinpath(part).read_text("utf-8") for part in PARTS)
SEVERE = """[steroid.start.severe]
value = "1"
unit = "mg per kg a day"
"""


def parsed(text: str) -> Guideline:
    return parse(text, tomllib.loads)


def wrong(old: str, new: str) -> str:
    """What is said about the shipped text with one thing changed."""
    assert TEXT.count(old) == 1
    with pytest.raises(BadGuideline) as caught:
        parsed(TEXT.replace(old, new))
    return str(caught.value)


def in_full(part: Any) -> Any:
    """A part of the rules with everything in it, to be compared."""
    if isinstance(part, Mapping):
        return {key: in_full(each) for key, each in part.items()}
    if not is_dataclass(part):
        return repr(part)
    return {each.name: in_full(getattr(part, each.name)) for each in fields(part)}


def test_the_same_text_is_the_same_rules_whenever_it_is_read() -> None:
    assert in_full(parsed(TEXT)) == in_full(replace(shipped(), earlier={}))


def test_a_fact_has_value_unit_statement_source_place_and_standing() -> None:
    fact = shipped().steroid.start.range
    assert (fact.key, fact.value, fact.unit) == (
        "steroid.start.range",
        (Decimal("0.5"), Decimal("1")),
        "mg per kg a day",
    )
    assert (fact.source.key, fact.place, fact.standing) == (
        "seed",
        "Corticosteroid Regimen, line 1",
        Standing.STATED,
    )
    assert fact.statement.endswith(".")


def test_the_stamp_is_name_edition_and_the_hash_of_the_whole_text() -> None:
    assert shipped().stamp == f"iim 4 sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}"
    assert parsed(TEXT + "# changed\n").stamp != shipped().stamp


def test_a_checklist_keeps_its_order() -> None:
    names = list(shipped().about.not_asked)
    places = [TEXT.index(f"[about.not_asked.{name}]") for name in names]
    assert places == sorted(places)
    assert len(names) > 1


def test_a_value_that_is_missing_is_named() -> None:
    assert wrong(SEVERE, SEVERE.replace('value = "1"\n', "")) == (
        "steroid.start.severe.value: missing"
    )


def test_a_key_that_is_not_known_is_named() -> None:
    assert wrong(SEVERE, SEVERE + "colour = 1\n") == "steroid.start.severe.colour: unknown key"


def test_a_fact_that_is_not_known_is_named() -> None:
    said = wrong(SEVERE, "[steroid.start.fatal]\n" + SEVERE)
    assert said == "steroid.start.fatal: unknown key"


def test_a_section_that_is_not_known_is_named() -> None:
    assert wrong('edition = "4"', 'edition = "4"\ncolour = 1') == "colour: unknown key"


def test_a_fact_that_is_missing_is_named() -> None:
    assert wrong("[taper.fast]", "[taper.fastest]") == "taper.fastest: unknown key"
    cut = TEXT.index("[tablets.choice]"), TEXT.index("[tablets.equivalence]")
    with pytest.raises(BadGuideline, match=r"^tablets\.choice: missing$"):
        parsed(TEXT[: cut[0]] + TEXT[cut[1] :])


def test_a_section_that_is_missing_is_named_by_its_first_fact() -> None:
    start = TEXT.index("[exposure.high_mg]")
    end = TEXT.index("[tablets.us.strengths_mg]")
    with pytest.raises(BadGuideline, match=r"^exposure\.high_mg: missing$"):
        parsed(TEXT[:start] + TEXT[end:])


@pytest.mark.parametrize(
    "value", ["1", "1.0", "true", '["1"]', '""', '"1,0"', '"01"', '"1e1"', '" 1"', '"-1"', '"NaN"']
)
def test_a_decimal_value_is_a_quoted_plain_number(value: str) -> None:
    said = wrong(SEVERE, SEVERE.replace('value = "1"', f"value = {value}"))
    assert said == "steroid.start.severe.value: not a quoted decimal number"


@pytest.mark.parametrize("value", ['"18"', "18.0", "true", "[18]"])
def test_a_whole_value_is_a_whole_number(value: str) -> None:
    old = "[limits.adult_age]\nvalue = 18"
    assert wrong(old, f"[limits.adult_age]\nvalue = {value}") == (
        "limits.adult_age.value: not a whole number"
    )


def test_a_list_is_read_part_by_part() -> None:
    old = "[taper.hold.weeks]\nvalue = [2, 3, 4]"
    assert wrong(old, "[taper.hold.weeks]\nvalue = 2") == "taper.hold.weeks.value: not a list"
    said = wrong(old, '[taper.hold.weeks]\nvalue = [2, "3", 4]')
    assert said == "taper.hold.weeks.value[1]: not a whole number"


def test_a_statement_without_a_number_takes_none() -> None:
    old = "[taper.landing]\n"
    assert wrong(old, f'{old}value = "1"\n') == "taper.landing.value: unknown key"


def test_a_source_must_be_listed() -> None:
    old = "[sources.printo_2019]"
    said = wrong(old, "[sources.other]")
    assert said == "steroid.juvenile.milestone_days.source: no source is called printo_2019"


def test_a_source_has_a_title_and_an_edition_and_nothing_else() -> None:
    old = "[sources.printo_2019]\n"
    assert wrong(old, f"{old}year = 1\n") == "sources.printo_2019.year: unknown key"
    assert wrong(old, f'[sources.a]\ntitle = "A"\n{old}') == "sources.a.edition: missing"


def test_a_standing_is_one_of_three() -> None:
    start = TEXT.index("[steroid.start.range]")
    changed = TEXT[:start] + TEXT[start:].replace('"stated"', '"likely"', 1)
    with pytest.raises(BadGuideline, match="likely is none of stated, ours, withheld"):
        parsed(changed)


def test_a_statement_is_text_and_not_empty() -> None:
    start = TEXT.index("[about.goals]")
    head, tail = TEXT[:start], TEXT[start:]
    with pytest.raises(BadGuideline, match=r"^about\.goals\.statement: not text$"):
        parsed(head + tail.replace("statement = ", "statement = 1 # ", 1))
    with pytest.raises(BadGuideline, match=r"^about\.goals\.statement: not text$"):
        parsed(head + tail.replace("statement = ", 'statement = " " # ', 1))


def test_a_table_is_a_table() -> None:
    with pytest.raises(BadGuideline, match=r"^sources: not a table$"):
        parsed('name = "iim"\nedition = "1"\nsources = 1\n')
    with pytest.raises(BadGuideline, match=r"^sources: missing$"):
        parsed('name = "iim"\nedition = "1"\n')
    with pytest.raises(BadGuideline, match=r"^name: missing$"):
        parsed('edition = "1"\n')


def test_what_is_no_toml_is_no_guideline() -> None:
    with pytest.raises(BadGuideline, match="not TOML"):
        parsed("name =")
