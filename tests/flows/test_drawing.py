"""The drawn tables are the tables."""

import re

from flows import drawing
from flows.intake.life import LIFE
from flows.intake.table import INTAKE


def arrows(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^    (\w+) --> (\w+): ", text, re.M))


def test_every_row_is_an_arrow_and_every_guard_is_named():
    drawn = drawing.page((LIFE, INTAKE))
    rows = (*LIFE.rows, *INTAKE.rows)
    assert arrows(drawn) == {(row.source, row.dest) for row in rows}
    assert [row for row in rows if row.only_when and row.only_when.__name__ not in drawn] == []
    assert [row for row in rows if not row.only_when and row.trigger not in drawn] == []


def test_no_two_guards_share_a_name():
    guards = {row.only_when for row in (*LIFE.rows, *INTAKE.rows) if row.only_when}
    assert len({guard.__name__ for guard in guards}) == len(guards)


def test_the_page_in_the_folder_is_the_one_that_would_be_drawn():
    assert drawing.main(["--check"]) == 0


def test_a_page_out_of_date_is_noticed_and_drawn_anew(tmp_path, monkeypatch, capsys):
    page = tmp_path / "README.md"
    monkeypatch.setattr(drawing, "PAGE", page)
    assert drawing.main(["--check"]) == 1
    page.write_text("an older page")
    assert drawing.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert (drawing.main([]), drawing.main(["--check"])) == (0, 0)


def test_a_page_that_cannot_be_written_is_told_in_a_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(drawing, "PAGE", tmp_path / "nowhere" / "README.md")
    assert drawing.main([]) == 1
    assert capsys.readouterr().err.startswith("myotaper: ")
