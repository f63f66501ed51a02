"""Pages that are made from the code are as the code is now."""

import subprocess
import sys
from pathlib import Path

import pytest

MYOTAPER = Path(sys.executable).parent / "myotaper"


@pytest.mark.parametrize("word", ["draw"])
def test_a_generated_page_is_not_older_than_what_it_shows(tmp_path, word):
    done = subprocess.run(
        [MYOTAPER, word, "--check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
