"""`myotaper health`: whether reminders leave, in a line and a status, for whoever watches it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.alarm.beating import SILENT_SECONDS
from bot.clock import now
from bot.commands.ending import WRONG_SETTINGS, ended
from bot.commands.words_after import takes_nothing
from bot.settings import Unset, read_settings
from bot.standing import BEGAN, DAMAGED, LEADS, SAYS, STANDS_BY, UPKEEP, VERSION, read

DOES = """\
Whether reminders leave, in one line, from what the running bot writes; status 1 where they do not,
where some are late or have failed, where something kept is damaged, or where the bot is silent."""
WELL, NOT_WELL = 0, 1
BESIDE_SECONDS = 30.0  # one that stands by writes every second, or waits for a database so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the file of the running bot says."""

    well: bool
    says: str
    ran: bool = True
    silent: bool = False
    version: str = ""  # which build runs; empty where that is not said

    @classmethod
    def at(cls, data: Path, at: datetime) -> Self:
        """As it stands in this folder now; of one that stands by where none that leads was heard
        of there since that began, for two may share the folder."""
        beside = _StandsBy.at(data, at)
        leads = cls._leading(data, at, since=beside.began if beside else None)
        if beside and (leads.silent or not leads.ran):
            return cls(well=not beside.lacks, says=beside.says, version=beside.version)
        return leads

    @classmethod
    def _leading(cls, data: Path, at: datetime, since: datetime | None) -> Self:
        path = data / LEADS
        try:
            said, written = read(path)
            return cls._of(said, at - written, gone=since is not None and written < since)
        except FileNotFoundError:
            says = f"{path} is not there: no bot has run on this folder yet"
            return cls(well=False, says=says, ran=False)
        except (OSError, ValueError, KeyError, TypeError):
            return cls(well=False, says=f"{path} cannot be read; look at the rights and the disk")

    @classmethod
    def _of(cls, said: Mapping[str, Any], ago: timedelta, *, gone: bool) -> Self:
        age = ago.total_seconds()
        silent = gone or not -SILENT_SECONDS <= age <= SILENT_SECONDS
        counts = {name: said[name] for name in ("late", "failed", "unread")}
        counts[DAMAGED] = said.get(DAMAGED, 0)  # a build before did not say it
        lacks = any(counts.values()) or bool(said["upkeep"])
        well = said["reminders_leave"] and not silent and not lacks
        parts = [
            f"written {age:.0f} s ago{_by(said)}",
            *(("the bot hangs or is gone; look at its log",) if silent else ()),
            "reminders leave" if said["reminders_leave"] else "PAUSED",
            *(f"{name} {_counted(number)}" for name, number in counts.items()),
            *(each["says"] for each in said["outages"]),
            *said["upkeep"],
        ]
        known = None not in counts.values()
        return cls(
            well=well and known,
            says="; ".join(parts),
            silent=silent,
            version=said.get(VERSION, ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _StandsBy:
    """What the file of one says that stands by."""

    began: datetime
    says: str
    lacks: bool
    version: str

    @classmethod
    def at(cls, data: Path, at: datetime) -> Self | None:
        """None where no process does, or has been silent."""
        try:
            said, written = read(data / STANDS_BY)
            age = (at - written).total_seconds()
            if not -BESIDE_SECONDS <= age <= BESIDE_SECONDS:
                return None
            parts = (f"written {age:.0f} s ago{_by(said)}", f"stands by: {said[SAYS]}")
            return cls(
                began=datetime.fromisoformat(said[BEGAN]),
                says="; ".join((*parts, *said[UPKEEP])),
                lacks=bool(said[UPKEEP]),
                version=said[VERSION],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _by(said: Mapping[str, Any]) -> str:
    """Which build runs; a command may be of another one."""
    return f" by {said[VERSION]}" if VERSION in said else ""


def _counted(number: int | None) -> str:
    return "not known" if number is None else str(number)


def main(arguments: list[str]) -> int:
    """The line is printed; 0 where all is well, else 1."""
    takes_nothing("health", DOES, arguments)
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    seen = Seen.at(settings.data, now())
    print(f"{'ok' if seen.well else 'NOT OK'}: {seen.says}")
    return WELL if seen.well else NOT_WELL
