"""The watch finds what was said wherever it is logged, and nothing else."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.talk.turn import Commanded, Typed
from tests.canaries.__main__ import PLUGIN
from tests.canaries.watch import watching
from tests.fake_telegram.people import person
from tests.fake_telegram.state import TOKEN, FakeTelegram

ROOT = Path(__file__).parents[2]
NAME, ID = "Jane Canary", 4_000_000_001
LABEL = "K7Q-2M3"


def said() -> None:
    """By hand, by command and through Telegram."""
    Typed(text="Mr Typed, 72 kg")
    Commanded(name="new", argument="Mr Argued")
    person(FakeTelegram(), ID, NAME).says("Mr Telegraphed")


@pytest.mark.parametrize("said_so", ["Mr Typed, 72 kg", "Mr Argued", NAME, "Mr Telegraphed"])
@pytest.mark.parametrize("logger", ["bot.desk.desk", "httpx"])
def test_what_was_said_is_found_where_it_is_a_part_of_the_message(
    said_so: str, logger: str
) -> None:
    with watching() as watch:
        said()
        logging.getLogger(logger).debug(f"heard {said_so} just now")
    assert set(watch.leaks()) == {said_so}


def test_what_is_put_into_a_template_is_not_written_nor_the_token_nor_what_is_short() -> None:
    with watching() as watch:
        said()
        Typed(text=LABEL)
        Typed(text="70")
        logging.getLogger("httpx").debug("heard %s with %s", NAME, "Mr Argued")
        logging.getLogger("bot.desk.desk").warning(f"70 by {TOKEN}", extra={"plan": LABEL})
    assert (watch.leaks(), watch.records > 0) == ({}, True)
    assert any(LABEL in line for line in watch.lines)


def test_the_log_is_as_it_was_afterwards() -> None:
    root = logging.getLogger()
    before = logging.getLogRecordFactory(), root.handlers[:], root.level, Typed.__init__
    with watching():
        assert root.level == logging.DEBUG
    assert before == (logging.getLogRecordFactory(), root.handlers, root.level, Typed.__init__)


SAYS = """
import logging
from flows.talk.turn import Typed

def test_it():
    Typed(text="Jane Canary")
    logging.getLogger("bot.desk.desk").info("heard Jane Canary")
"""


@pytest.mark.waits
def test_a_run_has_failed_where_it_was_found_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(SAYS, encoding="utf-8")
    command = (sys.executable, "-m", "pytest", *PLUGIN, "-n", "1", f"--rootdir={tmp_path}")
    done = subprocess.run(
        (*command, "-c", os.devnull, str(tmp_path)),
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert "1 passed" in done.stdout
    assert "1 found in the log\n  'Jane Canary' in " in done.stdout
    assert done.returncode == 1
