"""Pages that are made from the code are as the code is now."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.service.env_example import example
from tests.looks.of_readme import outdated

GENERATORS = {
    "flows/README.md": [Path(sys.executable).parent / "myotaper", "draw"],
    "core/README.md": [sys.executable, "-P", "-m", "bot.commands.evidence"],
}


@pytest.mark.parametrize("page", GENERATORS)
def test_a_generated_page_is_as_its_maker_would_write_it_now(root, tmp_path, page):
    command = [*GENERATORS[page], "--check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (root / page).is_file()
    assert (done.returncode, done.stderr) == (0, "")


def test_the_example_of_settings_is_what_the_settings_say_now(root):
    """python -P -m bot.commands.service.env_example > deploy/env.example"""
    assert (root / "deploy/env.example").read_text(encoding="utf-8") == example()


def test_what_the_readme_shows_is_what_the_program_shows_now():
    assert outdated() == []
