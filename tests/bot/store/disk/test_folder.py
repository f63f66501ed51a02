"""The folder belongs to one process of one user."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import CannotOpen
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.examples import CHAT, change

SECOND = """
import sys
from pathlib import Path
from bot.store import CannotOpen
from bot.store.sqlite import open_store
try:
    open_store(Path(sys.argv[1]))
except CannotOpen as refusal:
    sys.exit(str(refusal))
"""


def second_process(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SECOND, str(folder)], capture_output=True, text=True, check=False
    )


async def test_everything_is_for_the_owner_only(sqlite: SqliteStore, folder: Path) -> None:
    await sqlite.commit(change())
    found = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]}
    assert found == {
        "kept": 0o700,
        "myotaper.db": 0o600,
        "myotaper.db-shm": 0o600,
        "myotaper.db-wal": 0o600,
        "myotaper.lock": 0o600,
    }


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_data_file_open_to_others_is_refused(folder: Path, mode: int) -> None:
    open_store(folder).close()
    (folder / "myotaper.db").chmod(mode)
    with pytest.raises(CannotOpen, match=f"chmod go= {folder}/myotaper.db$"):
        open_store(folder)


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o755])
def test_a_folder_open_to_others_is_refused(folder: Path, mode: int) -> None:
    open_store(folder).close()
    folder.chmod(mode)
    with pytest.raises(CannotOpen, match=f"chmod go= {folder}$"):
        open_store(folder)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotOpen, match="data folder"):
        open_store(tmp_path / "file" / "kept")


def test_the_folder_and_those_above_it_are_made(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "a" / "b")) as store:
        assert store.load(CHAT).version == 0


def test_a_second_process_is_told_that_there_is_a_first(sqlite: SqliteStore, folder: Path) -> None:
    second = second_process(folder)
    assert (second.returncode, second.stderr) == (
        1,
        f"another process is using {folder}; stop that one first\n",
    )
    assert sqlite.load(CHAT).version == 0


def test_the_next_process_may_have_it_once_the_first_has_closed(
    sqlite: SqliteStore, folder: Path
) -> None:
    sqlite.close()
    assert second_process(folder).returncode == 0


def test_a_second_store_in_the_same_process_is_refused_too(
    sqlite: SqliteStore, folder: Path
) -> None:
    with pytest.raises(CannotOpen, match="another process"):
        open_store(folder)
    assert sqlite.load(CHAT).version == 0


@pytest.mark.parametrize("content", [b"", b"no database", b"x" * 9_000])
def test_a_folder_that_could_not_be_opened_is_not_left_locked(
    folder: Path, content: bytes
) -> None:
    folder.mkdir(mode=0o700)
    (folder / "myotaper.db").write_bytes(content)
    (folder / "myotaper.db").chmod(0o600)
    with pytest.raises(CannotOpen):
        open_store(folder)
    (folder / "myotaper.db").unlink()
    open_store(folder).close()
