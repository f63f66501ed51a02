"""What the quick checks take for a change: its own tests, those beside it, those that import."""

import subprocess
from pathlib import Path

import pytest

from tests.gate.touched import changed, imports, touched

FILES = {
    "core/dose.py": "",
    "core/plan.py": "from core.dose import mg\n",
    "core/guideline/steroid.toml": "",
    "bot/desk/desk.py": "from core import plan\n",
    "tests/conftest.py": "",
    "tests/cases.py": "import core.plan\n",
    "tests/core/test_dose.py": "from core import dose\n",
    "tests/core/test_dose_words.py": "",
    "tests/core/test_plan.py": "from tests.cases import V1\n",
    "tests/core/guideline/test_parse.py": "",
    "tests/bot/desk/test_desk.py": "import bot.desk.desk\n",
    "tests/project/test_documents.py": "",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("tests/core/test_dose.py", ["core/test_dose"]),
        ("core/dose.py", ["core/test_dose", "core/test_dose_words"]),
        ("core/plan.py", ["core/test_plan", "bot/desk/test_desk"]),
        ("bot/desk/desk.py", ["bot/desk/test_desk"]),
        ("tests/cases.py", ["core/test_plan"]),
        ("core/guideline/steroid.toml", ["core/guideline/test_parse"]),
        ("README.md", ["project/test_documents"]),
        ("bot/gone.py", []),
    ],
)
def test_a_change_touches_what_is_near_it_nearest_first(checkout, path, tests):
    assert touched(checkout, [path]) == [f"tests/{each}.py" for each in tests]


def test_what_all_tests_share_touches_all(checkout):
    assert len(touched(checkout, ["tests/conftest.py"])) == 6


def test_a_name_may_be_a_module_or_stand_in_one():
    assert set(imports("from core import plan\nimport bot.desk.desk")) == {
        "core", "core.plan", "bot.desk.desk",
    }  # fmt: skip


def test_what_git_does_not_know_yet_is_changed_too(checkout):
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    for words in (("init", "-q"), ("add", "core"), (*who, "commit", "-qm", "x")):
        subprocess.run(("git", *words), cwd=checkout, check=True)  # noqa: S607
    (checkout / "core" / "dose.py").write_text("ONE = 1\n", encoding="utf-8")
    assert set(changed(checkout)) == {name for name in FILES if name[:5] != "core/"} | {
        "core/dose.py"
    }
