"""What is installed is what was chosen, to the byte."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "deploy/requirements.lock")
BUILDS = "deploy/build.lock"
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[a-z,]+\])?==(?P<version>[^ ;]+).*(?P<rest>(?:\n    --hash.*)+)",
    re.M,
)
WITH_EXTRAS = re.compile(r"^[A-Za-z0-9._-]+\[[a-z,]+\]")


def pins(lock: Path) -> dict[str, tuple[str, str]]:
    found = PIN.finditer(lock.read_text(encoding="utf-8"))
    return {pin["name"]: (pin["version"], pin["rest"]) for pin in found}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("lock", [*LOCKS, BUILDS])
def test_every_locked_library_has_an_exact_version_and_a_hash(root, lock):
    text = (root / lock).read_text(encoding="utf-8")
    requirements = [line for line in text.splitlines() if re.match(r"[a-zA-Z]", line)]
    assert len(requirements) == len(pins(root / lock)) > 0


@pytest.mark.parametrize("lock", [*LOCKS, BUILDS])
def test_a_lock_names_no_address(root, lock):
    assert not re.search(r"://|--index|--find-links", (root / lock).read_text(encoding="utf-8"))


def test_a_server_gets_the_libraries_that_were_tested(root):
    tested, deployed = (pins(root / lock) for lock in LOCKS)
    assert deployed.items() <= tested.items()


def test_what_the_project_declares_is_locked(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert names(project["project"]["dependencies"]) <= pins(root / LOCKS[1]).keys()
    assert names(project["dependency-groups"]["dev"]) <= pins(root / LOCKS[0]).keys()


def test_a_library_that_is_asked_for_with_extras_is_locked_with_them(root):
    text = (root / LOCKS[0]).read_text(encoding="utf-8")
    asked = [need for each in distributions() for need in each.requires or ()]
    found = {
        match[0] for need in asked if "extra ==" not in need and (match := WITH_EXTRAS.match(need))
    }
    assert found  # otherwise pip takes the newest release for them, which has no hash here
    assert {each for each in found if f"{each}==" not in text} == set()


def test_no_tool_of_the_tests_reaches_a_server(root):
    assert not {"pytest", "hypothesis", "mypy", "ruff"} & pins(root / LOCKS[1]).keys()


def test_what_is_released_as_source_is_built_on_a_server_by_what_is_locked(root):
    steps = (root / "deploy/README.md").read_text(encoding="utf-8").splitlines()
    (builds,) = [number for number, line in enumerate(steps) if line.endswith(f"-r {BUILDS}")]
    assert steps[builds + 1].endswith(f"--no-build-isolation -r {LOCKS[1]}")
    assert all("--require-hashes" in step for step in steps[builds : builds + 2])
