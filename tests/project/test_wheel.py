"""The wheel holds the three packages with their data, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.waits

PACKAGES = ("core", "flows", "bot")


@pytest.fixture(scope="module")
def contents(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", place, root], cwd=place, capture_output=True, check=True)
    (built,) = place.glob("*.whl")
    with zipfile.ZipFile(built) as wheel:
        return {name: wheel.read(name).decode(errors="replace") for name in wheel.namelist()}


def test_the_wheel_holds_every_module_and_every_file_of_data(contents, root):
    kept = {
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for kind in ("*.py", "*.toml", "*.typ", "*.otf")
        for path in (root / package).rglob(kind)
    }
    assert {name for name in contents if name.endswith((".py", ".toml", ".typ", ".otf"))} == kept


def test_the_wheel_holds_nothing_but_the_packages(contents):
    assert {name.split("/")[0].split("-")[0] for name in contents} == {*PACKAGES, "myotaper"}


def test_the_wheel_brings_the_command(contents):
    (entry,) = (text for name, text in contents.items() if name.endswith("entry_points.txt"))
    assert "myotaper = bot.__main__:main" in entry


def test_an_index_that_respects_classifiers_turns_the_wheel_away(contents):
    (metadata,) = (text for name, text in contents.items() if name.endswith("METADATA"))
    assert "Classifier: Private :: Do Not Upload" in metadata
