"""The wheel holds the three packages with their data, and nothing else."""

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import start
from bot.release import digest

pytestmark = pytest.mark.waits

PACKAGES = ("core", "flows", "bot")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", place, root], cwd=place, capture_output=True, check=True)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def contents(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as there:
        return {name: there.read(name).decode(errors="replace") for name in there.namelist()}


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


def test_a_checkout_and_its_wheel_are_one_build(wheel, root, tmp_path):
    with zipfile.ZipFile(wheel) as there:
        there.extractall(tmp_path)
    assert digest(tmp_path) == digest(root)
    with (tmp_path / "core" / "__init__.py").open("a") as file:
        file.write("# another build\n")
    assert digest(tmp_path) != digest(root)


def test_an_upgrade_as_it_is_described_replaces_a_build_of_the_same_version(wheel, root, tmp_path):
    says = (root / "deploy" / "README.md").read_text(encoding="utf-8")
    (typed,) = re.findall(
        r"^/opt/myotaper/venv/bin/pip install (.*)dist/myotaper-\*\.whl$", says, re.M
    )
    program = tmp_path / "venv" / "bin"
    assert start.make_environment(program.parent)

    def installed(built: Path) -> str:
        assert start.install(program / "python", *shlex.split(typed), str(built))
        asked = [program / "myotaper", "--version"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout

    newer = tmp_path / wheel.name
    shutil.copyfile(wheel, newer)
    with zipfile.ZipFile(newer, "a") as there:
        there.writestr("core/newer.py", "# another build\n")
    assert installed(wheel) == f"myotaper 0.1.0 (build {digest(root)})\n"
    assert installed(newer) not in {"", f"myotaper 0.1.0 (build {digest(root)})\n"}
