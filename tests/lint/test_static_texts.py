"""Every sentence that the product has ready is written as its messages must be."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.words import of_one_and_of_more
from tests.lint.display import Hit, hits
from tests.lint.drug_names import CICLOSPORIN, REGIONS, SPELLINGS, STEROID

ROOT = Path(__file__).parents[2]
WORDS = sorted((ROOT / "bot" / "words").rglob("*.toml"))
GUIDELINE = sorted((ROOT / "core" / "guideline").glob("*.toml"))

CITED = ("reason", "place", "title", "edition")
NOT_OF_WITHHELD = {"mtx", "H01"}

_BLANK = re.compile(r"\{([a-z_0-9]+)[^{}]*\}")
_REGIONAL = {
    "drug": STEROID, "steroid": STEROID, "prednisone": STEROID, "prednisolone": STEROID,
    "cyclosporine": CICLOSPORIN, "ciclosporin": CICLOSPORIN,
}  # fmt: skip
_SAMPLES = {
    "zone": "Europe/Paris", "weekday": "Monday", "day": "Monday 07-Dec-2026", "tablet_mg": "2.5",
    "counted": "two 20 mg",
    **{name.lower(): name for name in SPELLINGS["us"]},
}  # fmt: skip


def read(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def leaves(table: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of nested tables and lists, with the way to it."""
    if isinstance(table, str):
        yield path, table
    elif isinstance(table, dict):
        for key, value in table.items():
            yield from leaves(value, f"{path}.{key}".lstrip("."))
    elif isinstance(table, list):
        for number, value in enumerate(table):
            yield from leaves(value, f"{path}.{number}")


def facts(table: object, path: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Every table of a guideline that says something to a reader, with the way to it."""
    if isinstance(table, dict):
        if any(isinstance(table.get(key), str) for key in ("statement", *CITED)):
            yield path, table
        for key, value in table.items():
            yield from facts(value, f"{path}.{key}".lstrip("."))
    elif isinstance(table, list):
        for number, value in enumerate(table):
            yield from facts(value, f"{path}.{number}")


def filled(text: str, *, region: str, value: str) -> str:
    """The text with a sample in each blank: the drug, a zone, a weekday, else the value."""

    def sample(blank: re.Match[str]) -> str:
        by_region = _REGIONAL.get(blank[1])
        return by_region[region] if by_region else _SAMPLES.get(blank[1], value)

    return _BLANK.sub(sample, text)


def as_told_in(region: str, statement: str) -> str:
    """A statement, written with the names of one region, with those of another."""
    for names in (STEROID, CICLOSPORIN):
        statement = statement.replace(names["us"], names[region])
    return statement


def listed(found: set[tuple[str, str, str]]) -> str:
    return "\n" + "\n".join(" | ".join(each) for each in sorted(found))


def broken(text: str, region: str) -> list[Hit]:
    """What the text breaks, whether a number or a word goes into its blanks."""
    read = dict.fromkeys(of_one_and_of_more(text))
    both = (filled(each, region=region, value=value) for each in read for value in ("5", "X"))
    return [hit for each in both for hit in hits(each, region=region, fragment=True)]


def test_there_is_something_to_read() -> None:
    assert sum(1 for path in WORDS for _ in leaves(read(path))) > 50
    assert sum(1 for path in GUIDELINE for _ in facts(read(path))) > 50


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.name)
def test_the_words_of_the_chat_are_written_right(path: Path, region: str) -> None:
    found = {
        (where, *hit)
        for where, text in leaves(read(path))
        if not where.startswith("drugs.") or where.startswith(f"drugs.{region}.")
        for hit in broken(text, region)
    }
    assert not found, listed(found)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("path", GUIDELINE, ids=lambda path: path.name)
def test_the_statements_of_the_guideline_are_written_right(path: Path, region: str) -> None:
    found = {
        (where, *hit)
        for where, fact in facts(read(path))
        for hit in broken(as_told_in(region, str(fact.get("statement", ""))), region)
        if not (fact.get("standing") == "withheld" and hit.rule in NOT_OF_WITHHELD)
    }
    assert not found, listed(found)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("path", GUIDELINE, ids=lambda path: path.name)
def test_reasons_and_citations_are_written_right_as_they_stand(path: Path, region: str) -> None:
    """They are shown beside a statement, and no region rewrites them."""
    found = {
        (f"{where}.{key}", *hit)
        for where, fact in facts(read(path))
        for key in CITED
        for hit in broken(str(fact.get(key, "")), region)
    }
    assert not found, listed(found)


def test_a_bad_sentence_would_be_found() -> None:
    assert [hit.rule for hit in broken("up to {mg}mg a day", "us")] == ["D03"]
    assert [hit.rule for hit in broken("methotrexate {mg} mg", "us")][:1] == ["mtx"]
    assert broken("{prednisone} and {ciclosporin}", "uk") == []
    assert [hit.rule for hit in broken("predniSONE taper", "uk")] == ["D22", "D22"]
    assert dict(leaves({"a": {"b": ["c", "d"]}})) == {"a.b.0": "c", "a.b.1": "d"}
