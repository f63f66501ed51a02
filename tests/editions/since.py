"""What the first edition said, as later rules of what is asked and told have it, one by one."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile

from tests.editions.plainly import Json
from tests.editions.saying import DAYS, come_and_gone

NO_STEP = r"^(from \w+ [\w-]+)(?=\n\n<b>No step is due by itself)"
OPEN = r"\1, until a prescriber decides"
LEFT_FOR = ("moved", "died")
ON_A_LOWER_DOSE = ("pneumocystis/", "vaccines/", "adrenal/")


def open_ended(card: str, wanted: Iterable[str], today: date) -> str:
    """A dose whose next step is overdue, or has no date, lasts until a prescriber decides: the
    first edition named today as its last day, or none."""
    last = rf"^(from \w+ [\w-]+) up to and including {today:%A %d-%b-%Y} \(\d+ days\)$"
    ids = tuple(wanted)  # none where nobody is reminded: each of those is long overdue
    overdue = _step_has_come(ids, today) or not ids
    return re.sub(last if overdue else NO_STEP, OPEN, card, flags=re.M)


def moved_first(message: str) -> str:
    """That dates have moved is told before the next of them."""
    return re.sub(r"^(Next dose change .*\n)(Dates moved: .*\n)", r"\2\1", message, flags=re.M)


def once_asked(ids: Iterable[str], today: date) -> list[str]:
    """The response is asked with the step itself, once that has come, and not beside it; that of
    a day before the last decision is asked no more, so those of the past are left out here."""
    found = list(ids)
    come = _step_has_come(found, today)
    return [e for e in found if not (e.startswith("interim/") and (come or _day(e) <= today))]


def days_once_asked(changes: Sequence[Json], today: date) -> list[Json]:
    """The same of each day to come."""
    come = {day: each for day, *each in changes}
    wanted, each_day = set[str](), list[list[str]]()
    for day in range(DAYS + 1):
        new, gone = come.get(day, ((), ()))
        wanted = (wanted - {*gone}) | {*new}
        each_day.append(once_asked(wanted, today + timedelta(days=day)))
    return list(come_and_gone(each_day))


def life_once_asked(rows: Iterable[Json]) -> list[Json]:
    """The same of each row of a life, up to where another team plans or the patient has died."""
    return [
        {**row, "wanted": once_asked(row["wanted"], datetime.fromisoformat(row["at"]).date())}
        for row in takewhile(_is_followed, rows)
    ]


def _is_followed(row: Json) -> bool:
    """Nothing is planned here since from there on: no other agent is named, nothing falls due."""
    return not row["decision"] or row["decision"][2] not in LEFT_FOR


def left_by_reassessment(rows: Iterable[Json]) -> list[Json]:
    """What a lower dose that was decided asks for keeps its date where no later step has one."""
    found, before = list[Json](), list[str]()
    for row in rows:
        wanted = row["wanted"]
        if row["reassess"]:
            on = date.fromisoformat(row["decision"][1])
            kept = {e for e in before if e.startswith(ON_A_LOWER_DOSE) and _day(e) <= on}
            wanted = sorted({*wanted} | kept)
        found.append({**row, "wanted": wanted})
        before = wanted
    return found


def _step_has_come(ids: Iterable[str], today: date) -> bool:
    return any(each.startswith("gate/") and _day(each) <= today for each in ids)


def _day(id_: str) -> date:
    return date.fromisoformat(id_.split("/")[1])
