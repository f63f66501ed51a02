"""What an installation is made of stands in a bill of materials, each part with its licence."""

import json
import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.bill.bill import FONT, LICENCES, MADE, ROOT, SERVER, WORK
from tests.bill.locked import locked

MAY_BE_SERVED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0",
    "OFL-1.1", "PSF-2.0",
}  # fmt: skip


@pytest.mark.parametrize("page", MADE)
def test_it_is_as_the_locks_would_make_it_now(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == MADE[page](), "python -m tests.bill"


def test_every_locked_library_is_read_and_has_its_licence() -> None:
    for lock in (SERVER, WORK):
        pinned = re.findall(r"^([a-z0-9-]+).*==", lock.read_text(encoding="utf-8"), re.M)
        assert [each.name for each in locked(lock)] == pinned
    assert list(LICENCES) == pinned


def test_a_licence_is_the_one_that_the_library_says() -> None:
    said = {name: said for name in LICENCES if (said := _said(name))}
    assert len(said) > 30
    assert {name: LICENCES[name] for name in said} == said


def _said(name: str) -> str | None:
    """As an expression, where it is installed here and says so."""
    try:
        return metadata(name).get("License-Expression")
    except PackageNotFoundError:
        return None


def test_no_licence_comes_to_a_server_unseen() -> None:
    served = {part for each in locked(SERVER) for part in _parts(LICENCES[each.name])}
    assert served <= MAY_BE_SERVED
    assert LICENCES["python-telegram-bot"] == "LGPL-3.0-only"


def _parts(expression: str) -> list[str]:
    return [part for part in expression.split() if part not in {"AND", "OR"}]


def test_every_part_of_the_bill_is_needed_by_another_and_none_is_missing() -> None:
    told = json.loads((ROOT / "deploy/sbom.cdx.json").read_text(encoding="utf-8"))
    itself = told["metadata"]["component"]["bom-ref"]
    parts = {each["bom-ref"] for each in told["components"]}
    needs = {each["ref"]: each["dependsOn"] for each in told["dependencies"]}
    assert len(parts) == len(locked(SERVER)) + 1
    assert needs.keys() == {itself, *parts}
    reached, left = set[str](), [itself]
    while left:
        reached.add(here := left.pop())
        left += [each for each in needs[here] if each not in reached]
    assert reached == {itself, *parts}
    assert FONT["bom-ref"] in needs[itself]
