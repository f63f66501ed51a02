"""`myotaper audit`: who did what and when, and that nothing of it was altered or taken away."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from pwd import getpwall
from zoneinfo import ZoneInfo

from bot.commands.ending import (
    BROKEN_PIPE,
    NOT_OPENED,
    WRONG_SETTINGS,
    ended,
    leave_unwritten,
)
from bot.commands.service.keyed import takes_master
from bot.commands.service.noting import act, day_of, note
from bot.engine import audit
from bot.settings import PREFIX, Settings, Unset, read_settings
from bot.standing import HEADS, LEADS, read
from bot.store import CannotOpen
from bot.store.audit.acts import Act
from bot.store.audit.book import EVER, Book
from bot.store.audit.entry import Entry
from bot.store.audit.heads import Noted, noted
from bot.store.audit.proof import Wrong
from bot.store.head import Head
from bot.unlocking import keys_for
from bot.words import catalogue
from flows.talk.label import check, named_label

DOES = "Who did what and when, without a name or a text; the bot may be running."
WELL, BROKEN = 0, 1
HEAD_SETTING = f"{PREFIX}AUDIT_HEAD"
NO_HEADS = (
    "is not there: the running bot writes it within a minute of an entry; if it was there, "
    "somebody has taken it away"
)
NOT_YET = (
    "is not there yet: no process of this machine has led since it is set. The machines that have "
    "led have theirs: `myotaper audit verify` there compares them"
)
A_HEAD = "0123456789abcdef@12"
SHOWN, EXPORTED = "audit_shown", "audit_exported"
WORDS = catalogue()


def main(arguments: list[str]) -> int:
    """It was printed (0); or the chain is broken, or the data cannot be read (1)."""
    asked = _parser().parse_args(arguments)
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    try:
        with keys_for(settings, asked.master) as keys:
            if asked.noted:
                note(settings, keys, _act(asked.noted, settings))
            with audit(settings, keys) as book:
                does: Callable[[Book, argparse.Namespace, Settings], int] = asked.does
                status = does(book, asked, settings)
        sys.stdout.flush()
    except BrokenPipeError:
        leave_unwritten()
        return BROKEN_PIPE
    except CannotOpen as error:
        return ended(str(error), NOT_OPENED)
    return status


def _act(action: str, settings: Settings) -> Act:
    """That somebody reads the audit; where it is only shown, once a day."""
    what = act(action)
    return replace(what, since=day_of(what.at, settings.zone)) if action == SHOWN else what


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="myotaper audit",
        description=DOES,
        epilog=f"{PREFIX}DATABASE, or {PREFIX}DATA without it, has the audit.",
    )
    words = parser.add_subparsers(required=True, metavar="show|verify|export")
    for word, does, noted_as, helps in (
        ("show", _show, SHOWN, "the entries, a sentence each"),
        ("export", _export, EXPORTED, "the entries as they are kept, one JSON object a line"),
    ):
        entries = words.add_parser(word, help=helps, description=helps)
        entries.add_argument("--plan", type=_label, help="of this label only")
        entries.add_argument("--person", type=int, default=0, help="of this Telegram user only")
        entries.add_argument("--day", type=_day, help="of this day, as 2027-04-30")
        takes_master(entries)
        entries.set_defaults(does=does, noted=noted_as)
    helps = "whether every entry is as it was written, and which is the first that is not"
    verify = words.add_parser("verify", help=helps, description=helps)
    verify.add_argument(
        "--head",
        type=_head,
        action="append",
        default=[],
        metavar="HASH@NUMBER",
        help=f"an end of it that the bot told, as {A_HEAD}; those of {HEAD_SETTING} are compared "
        "by themselves",
    )
    takes_master(verify)
    verify.set_defaults(does=_verify, noted="")
    return parser


def _show(book: Book, asked: argparse.Namespace, settings: Settings) -> int:
    people, plans = book.people(), book.plans()
    people |= {book.seal.person(each): each for each in settings.prescribers}
    people |= {book.seal.person(each): each for each in settings.administrators}
    names = {who: f"user {number}" if number else "the bot" for who, number in people.items()}
    names |= {book.seal.account(each.pw_uid): f"account {each.pw_name}" for each in getpwall()}
    entries = _entries(book, asked, settings.zone)
    return _printed(_line(each, names, plans, settings.zone) for each in entries)


def _export(book: Book, asked: argparse.Namespace, settings: Settings) -> int:
    entries = _entries(book, asked, settings.zone)
    return _printed(json.dumps(asdict(each), default=str) for each in entries)


def _printed(lines: Iterable[str]) -> int:
    """Each is printed; where there is none, standard error says so."""
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007
        print(line)
    return WELL if count else ended("the audit has no such entry", WELL)


def _verify(book: Book, asked: argparse.Namespace, settings: Settings) -> int:
    heads, file = list[Noted](asked.head), settings.audit_head
    try:
        heads += noted(file) if file and file.exists() else ()
    except (OSError, ValueError) as error:
        return ended(f"{HEAD_SETTING}: {error}", WRONG_SETTINGS)
    found, lost = book.verified(heads)
    if isinstance(found, Wrong):
        return ended(f"entry {found.seq} of the audit: {found.why}", BROKEN)
    span = f", from {found.first} to {found.last}" if found.count else ""
    print(f"{found.count} entries{span}: each is as it was written, and none is missing.")
    if found.count:
        print(f"The last is {found.head}.")
    print(f"{len(heads) - lost} heads that were written down elsewhere agree.")
    if lost:
        print(f"{lost} heads are of entries that were lost when a backup was restored.")
    if found.count and file and not file.exists():
        if settings.database and not _was_there(file, settings.data):
            print(f"{HEAD_SETTING}: {file} {NOT_YET}.")
            return WELL
        return ended(f"{HEAD_SETTING}: {file} {NO_HEADS}", BROKEN)
    return WELL


def _was_there(heads: Path, data: Path) -> bool:
    """Whether a process of this machine led and had the file."""
    try:
        said, _ = read(data / LEADS)
    except FileNotFoundError:
        return False
    except (OSError, ValueError, TypeError):
        return True
    return said.get(HEADS) == str(heads)


def _entries(book: Book, asked: argparse.Namespace, zone: ZoneInfo) -> Iterator[Entry]:
    day: date | None = asked.day
    between = EVER
    if day:
        begin = datetime.combine(day, time.min, zone)
        between = begin, datetime.combine(day + timedelta(days=1), time.min, zone)
    return book.entries(plan=asked.plan or "", person=asked.person, between=between)


def _line(entry: Entry, names: dict[str, str], plans: dict[str, str], zone: tzinfo) -> str:
    """Whoever and whatever is known here by its number or label, all others by a keyed hash."""
    who = names.get(entry.who, f"user {entry.who}")
    plan = f"; plan {plans.get(entry.plan, entry.plan)}" if entry.plan else ""
    revision = f", revision {entry.revision}" if entry.revision else ""
    reason = f" ({entry.reason})" if entry.reason else ""
    did = entry.action
    with suppress(KeyError):
        did = WORDS[f"audit.{entry.action}"]
    at = entry.at.astimezone(zone)
    return f"{entry.seq:>7}  {at:%d-%b-%Y %H:%M:%S %Z}  {who}: {did}{plan}{revision}{reason}"


def _label(text: str) -> str:
    label = named_label(text)
    if not check(label):
        raise argparse.ArgumentTypeError("it is no label of a plan")
    return label


def _head(text: str) -> Noted:
    try:
        return Noted(head=Head.read(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"it is no end that the bot told, as {A_HEAD}") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("it is no day; write one as 2027-04-30") from None
