"""`myotaper check`: whether all is set up, from the settings to the rights in each group."""

import asyncio
import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from errno import EADDRINUSE
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bot.clock import BACK, now
from bot.commands.ending import WRONG_SETTINGS
from bot.commands.service import kept_check
from bot.commands.service.health import Seen
from bot.commands.service.webhook_check import found
from bot.commands.words_after import takes_nothing
from bot.engine import groups
from bot.release import build
from bot.settings import PREFIX, Settings, Unset, read_settings, unknown_names
from bot.transport.telegram.api.probe import Answers, Rights, probe
from bot.wiring import machine

DOES = """\
Whether all is set up: settings, keys, data folder, room, zone, clock, network, token, webhook,
and the bot's rights in each group. Each line is ok, not ok or not known, with what to do."""
WELL, NOT_WELL = 0, 1
A_LITTLE = timedelta(seconds=10)
ANSWERS_SECONDS = 5.0


class Standing(StrEnum):
    """How something stands."""

    OK = "ok"
    NOT_OK = "not ok"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of it."""

    of: str
    standing: Standing
    says: str

    def __str__(self) -> str:
        return f"{self.standing:<10} {self.of}: {self.says}"


def main(arguments: list[str]) -> int:
    """Each line is printed; 0 where none is not ok, 1 where one is, 2 for a wrong setting."""
    takes_nothing("check", DOES, arguments)
    try:
        settings = read_settings()
    except Unset as error:
        for line in str(error).splitlines():
            print(_not_ok("settings", line))
        return WRONG_SETTINGS
    with kept_check.opened(settings) as (keys, why):
        teams = groups(settings, keys)
        kept = [_finding(each) for each in kept_check.found(settings, keys, why)]
        here = tuple(_machine(settings, kept))
    token = settings.token.get_secret_value() if settings.token else None
    answers = asyncio.run(probe(settings.api_root, token, tuple(teams.values())))
    all_of_it = [*here, *_telegram(settings, answers, now())]
    all_of_it += (_group(team, answers.groups.get(chat)) for team, chat in teams.items())
    for each in all_of_it:
        print(each)
    return NOT_WELL if any(each.standing is Standing.NOT_OK for each in all_of_it) else WELL


def _machine(settings: Settings, kept: Iterable[Finding]) -> Iterator[Finding]:
    yield _ok("program", build())
    yield from _settings(settings)
    yield from kept
    room = machine(settings)().room_mb
    if room is None:
        yield _ok("room", f"at least {settings.room_mb} MB are free")
    else:
        yield _not_ok("room", f"{room} MB are free, {settings.room_mb} should be; make room")
    if settings.backups is None:
        yield _not_known("backups", f"none is made by itself; set {PREFIX}BACKUPS")
    elif settings.backups.is_dir():
        yield _ok("backups", f"each day at {settings.backup_time:%H:%M} in {settings.backups}")
    else:
        yield _not_ok("backups", f"{settings.backups} is no folder; make it")
    yield _audit_head(settings.audit_head)
    yield _metrics(settings.metrics)
    yield _alarm(settings.alarm)
    yield _running(settings)
    yield _ok("zone", f"{settings.timezone}, where it is {now().astimezone(settings.zone):%H:%M}")


def _audit_head(file: Path | None) -> Finding:
    if file is None:
        return _not_known("audit", f"its end is in no file; set {PREFIX}AUDIT_HEAD to one")
    if file.parent.is_dir():
        return _ok("audit", f"its end is added to {file}")
    return _not_ok("audit", f"{file.parent} is no folder; make it")


def _alarm(program: Path | None) -> Finding:
    if program is None:
        return _not_known("alarm", f"no program tells what Telegram cannot; set {PREFIX}ALARM")
    if program.is_file() and os.access(program, os.X_OK):
        return _ok("alarm", f"{program} is run with what Telegram cannot tell")
    return _not_ok("alarm", f"{program} is no program that can be run; look at path and rights")


def _running(settings: Settings) -> Finding:
    """On a database the folder may have what this machine wrote when it led, and another does."""
    seen = Seen.at(settings.data, now())
    if seen.well and seen.version not in {build(), ""}:
        return _not_ok("running bot", f"{seen.says}; another build is installed: start it again")
    if seen.well:
        return _ok("running bot", seen.says)
    known = seen.ran and not (settings.database and seen.silent)
    return (_not_ok if known else _not_known)("running bot", seen.says)


def _metrics(at: tuple[str, int] | None) -> Finding:
    """Whether a bot could serve them there, or something does already."""
    if at is None:
        return _ok("metrics", f"none are served; {PREFIX}METRICS names an address for them")
    where = f"{at[0]} port {at[1]}"
    try:
        with socket.create_server(at, family=socket.AF_INET6 if ":" in at[0] else socket.AF_INET):
            return _ok("metrics", f"can be served at {where}")
    except OSError as error:
        if error.errno == EADDRINUSE and _is_ours(*at):
            return _ok("metrics", f"the running bot serves them at {where}")
        if error.errno == EADDRINUSE:
            return _not_ok("metrics", f"something else has {where}; name another port")
        return _not_ok("metrics", f"{where} cannot be used ({error.strerror}); name another one")


def _is_ours(host: str, port: int) -> bool:
    """Whether what answers there is a bot's metrics."""
    asked = HTTPConnection(host, port, timeout=ANSWERS_SECONDS)
    try:
        asked.request("GET", "/metrics")
        return b"myotaper_info" in asked.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _settings(settings: Settings) -> Iterator[Finding]:
    for name in unknown_names():
        yield _not_ok(name, "it is no setting of this program; look at its spelling")
    if not settings.prescribers:
        yield _not_ok("settings", f"nobody may plan: set {PREFIX}PRESCRIBERS to user numbers")
    elif not settings.administrators:
        yield _ok(
            "settings",
            f"no {PREFIX}ADMINISTRATORS: prescribers are told instead what holds reminders back",
        )
    else:
        yield _ok("settings", "prescribers and administrators are named")


def _telegram(settings: Settings, answers: Answers, at: datetime) -> Iterator[Finding]:
    if answers.unreached:
        yield _not_ok("network", f"{answers.unreached}; look at the network, proxy and firewall")
    else:
        yield _ok("network", f"{settings.api_root} answers")
    yield _clock(answers.time, at)
    if settings.token is None:
        yield _not_ok("token", f"set {PREFIX}TOKEN to what @BotFather gives for /newbot")
    elif answers.knows is None:
        yield _not_known("token", "Telegram could not be asked")
    elif answers.knows:
        yield _ok("token", f"it is that of @{answers.name}")
    else:
        yield _not_ok("token", "Telegram does not know it; ask @BotFather for the right one")
    yield from _webhook(settings, answers, at)


def _webhook(settings: Settings, answers: Answers, at: datetime) -> Iterator[Finding]:
    for well, says in found(settings, answers.hook, at):
        yield _finding(("webhook", well, says))


def _clock(theirs: datetime | None, at: datetime) -> Finding:
    if theirs is None:
        return _not_known("clock", "the server did not say what time it is")
    off = abs(at - theirs)
    said = f"{off.total_seconds():.0f} s from the server's"
    if off > BACK:
        return _not_ok("clock", f"{said}; set this machine's time, and have it kept by NTP")
    return _ok("clock", said if off > A_LITTLE else "as the server's")


def _group(team: int, rights: Rights | None) -> Finding:
    of = f"group of team {team}"
    if rights is None or rights.writes is None:
        return _not_known(of, "Telegram could not be asked")
    if not rights.writes:
        return _not_ok(of, "the bot may not write there; let it in again, or bind another group")
    if rights.pins is False:
        return _ok(of, "the bot may write; to pin the dose in force it must be allowed to pin")
    return _ok(of, "the bot may write")


def _finding(said: kept_check.Said) -> Finding:
    of, well, says = said
    return {True: _ok, False: _not_ok, None: _not_known}[well](of, says)


def _ok(of: str, says: str) -> Finding:
    return Finding(of=of, standing=Standing.OK, says=says)


def _not_ok(of: str, says: str) -> Finding:
    return Finding(of=of, standing=Standing.NOT_OK, says=says)


def _not_known(of: str, says: str) -> Finding:
    return Finding(of=of, standing=Standing.NOT_KNOWN, says=says)
