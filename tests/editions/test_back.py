"""After an update the way back that is described leads to the folder as it was."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.sqlite import open_store
from tests.editions import golden
from tests.editions.back import RELEASED, brought_up, editions, gone_back

pytestmark = pytest.mark.wide


def rows(folder: Path) -> tuple[int, dict[str, object]]:
    """The form and every row."""
    with closing(sqlite3.connect(folder / golden.FILE)) as file:
        (form,) = file.execute("PRAGMA user_version").fetchone()
        return form, dict(file.execute("SELECT key, value FROM kept"))


def test_of_every_edition_whose_folder_is_kept_the_program_is_known() -> None:
    assert list(RELEASED) == editions()


@pytest.mark.parametrize("edition", editions())
async def test_the_way_back_leads_to_what_the_edition_has_left(
    edition: int, tmp_path: Path
) -> None:
    """And the update can be made once more."""
    folder = golden.folder(edition, tmp_path)
    before = rows(folder)
    await brought_up(folder)
    after = rows(folder)
    assert after[0] > before[0]
    gone_back(folder)
    assert rows(folder) == before
    assert not list(folder.glob("*-wal"))
    with closing(open_store(folder)) as store:
        assert list(store.problems()) == []
    assert rows(folder)[1].keys() >= {key for key in after[1] if key.startswith("plan/")}
