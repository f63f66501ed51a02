"""Puts the parts together; the only place that names which ones are used."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.alarm.alarm import Alarm
from bot.alarm.beating import Beating
from bot.alarm.chats import Chats
from bot.alarm.clock_guard import ClockGuard
from bot.alarm.endings import Endings
from bot.alarm.errands import Errands
from bot.alarm.heads import Heads
from bot.alarm.health import HealthFile, health
from bot.alarm.knocking import Knocking
from bot.alarm.lanes import Lanes
from bot.alarm.ledger import Ledger
from bot.alarm.nightly import Nightly
from bot.alarm.notice.audit_head import AuditHead
from bot.alarm.notice.notices import Notices
from bot.alarm.notice.restoration import Restoration
from bot.alarm.notice.telling import Tells
from bot.alarm.notice.unread import Damage
from bot.alarm.notice.upkeep import Chores, Machine
from bot.alarm.sending import Sends
from bot.clock import Clock, now
from bot.desk.access import Gate
from bot.desk.desk import Desk
from bot.desk.outages import Outages
from bot.desk.papers import Issuer
from bot.desk.reader import Reader
from bot.engine import backed_up
from bot.guideline import shipped
from bot.lessons import lessons
from bot.pacing import Pace
from bot.page.render import Pages
from bot.page.write import Writer, escape
from bot.pulse import Pulse
from bot.release import build, release
from bot.settings import Settings
from bot.standing import LEADS
from bot.store import NotRead, Store
from bot.store.secrecy import Encryption
from bot.store.sqlite import open_store
from bot.store.training.file import TraineesFile
from bot.transport.introduction import Introduction
from bot.words import catalogue
from flows.talk.known import Line, Room, Upkeep
from flows.talk.retention import Retention

CODE_BYTES = 16  # 128 bits


def local_desk(
    settings: Settings,
    folder: Path,
    *,
    prescribers: frozenset[int],
    administrators: frozenset[int] = frozenset(),
    clock: Clock | None = None,
    news: Callable[[], None] = lambda: None,
    bot_name: Callable[[], str] = lambda: "",
    line: Callable[[], Line] = Line,
    room: Callable[[int], Awaitable[Room]] | None = None,
    machine: Callable[[], Upkeep] = Upkeep,
    opens: Callable[[Path], Store] = open_store,
    limited: bool = True,
) -> Desk:
    """A desk on the store in this folder, for these users; raises CannotOpen.

    `news` is called when reminders have changed, so that the alarm looks again; `bot_name` is
    the user name that links lead to, once it is known; `line` says how Telegram answers, `room`
    who reads in a group, `machine` what whoever runs it should mend. Without being `limited` it
    answers however fast it is asked.
    """
    guideline = shipped()
    store = opens(folder)
    shared = _shared(store) if clock is None else None
    clock = clock or Clock()
    clock.begins(*_latest_kept(store), shared)
    outages = Outages(clock=clock, line=line, server=store.peers.server)
    zone, failing = settings.zone, set[str]()
    pages = Pages(
        words=catalogue(),
        guideline=guideline,
        key=store.key(),
        region=settings.region,
        zone=zone,
        zone_name=settings.timezone,
        version=release(),
    )
    return Desk(
        store=store,
        trainees=TraineesFile(folder),
        gate=Gate(prescribers=prescribers, limited=limited),
        reader=Reader(
            store=store,
            prescribers=prescribers,
            administrators=administrators,
            fresh_code=lambda: secrets.token_urlsafe(CODE_BYTES),
            health=lambda: health(store, clock(), build(), failing, line=line(), upkeep=machine()),
            outages=outages,
            bot_name=bot_name,
            zone_name=settings.timezone,
            retention=retention(settings),
        ),
        pages=pages,
        issuer=Issuer(store=store, pages=pages, bot_name=bot_name),
        guideline=guideline,
        clock=clock,
        outages=outages,
        chance=secrets.randbelow,
        zone=zone,
        zone_name=settings.timezone,
        region=settings.region,
        news=news,
        lessons=lessons,
        room=room,
        failing=failing,
    )


def alarm(
    desk: Desk,
    sends: Sends,
    pace: Pace,
    news: asyncio.Event | None = None,
    file: HealthFile | None = None,
    *,
    machine: Callable[[], Upkeep] = Upkeep,
) -> Alarm:
    """The alarm over the same store: everything due leaves by this way out, at this pace.

    The file, where there is one, says how it stands.
    """
    reader, pulse = desk.reader, Pulse()
    sends = Beating(sends, pulse)
    ledger = Ledger(
        store=desk.store,
        reader=reader,
        guideline=desk.guideline,
        zone_name=desk.zone_name,
        clock=desk.clock,
        commits=desk.measures.commits,
        outdated=desk.outdated,
    )
    endings = Endings(desk=desk, sends=sends, pace=pace)
    chats = Chats(desk=desk, endings=endings)
    tells = Tells(sends=sends, pages=desk.pages, pace=pace, clock=desk.clock)
    if file:
        tells.begins(file.left.told)
    first = tuple(sorted(reader.administrators or reader.prescribers))
    return Alarm(
        store=desk.store,
        lanes=Lanes(
            ledger=ledger,
            chats=chats,
            sends=sends,
            pages=desk.pages,
            pace=pace,
            measures=desk.measures,
        ),
        guard=ClockGuard(store=desk.store, clock=desk.clock),
        notices=Notices(store=desk.store, reader=reader, outages=desk.outages, tells=tells),
        unread=Damage(store=desk.store, first=first, tells=tells),
        chores=Chores(machine=machine, first=first, tells=tells),
        audit_head=AuditHead(
            store=desk.store, administrators=tuple(sorted(reader.administrators)), tells=tells
        ),
        restoration=Restoration(store=desk.store, reader=reader, first=first, tells=tells),
        knocking=Knocking(chats=chats, sends=sends),
        endings=endings,
        errands=Errands(desk=desk, sends=sends, pace=pace),
        failing=desk.failing,
        nudges=desk,
        clock=desk.clock,
        news=news or asyncio.Event(),
        health=file,
        pulse=pulse,
    )


def retention(settings: Settings) -> Retention:
    """How long things are kept, and what backups still hold."""
    return Retention(
        plans=settings.plans_kept_days,
        backups=settings.backups_kept if settings.backups else 0,
        shredded=settings.keys is not None,
    )


def _latest_kept(store: Store) -> tuple[datetime | None, str]:
    """The latest time that was kept, and how it was counted; what cannot be read is met again by
    the alarm."""
    try:
        return store.seen(), store.mark()
    except NotRead:
        return None, ""


def _shared(store: Store) -> datetime | None:
    """The time by the clock of whoever keeps everything for several machines; None where that
    cannot be said."""
    try:
        machine = now()
        return machine - store.peers.ahead(machine)
    except NotRead:
        return None


def machine(settings: Settings) -> Machine:
    """The machine that this runs on, as far as it can be too small."""
    folders = (settings.data, *((settings.backups,) if settings.backups else ()))
    return Machine(folders=folders, least_mb=settings.room_mb, in_clear=settings.keys is None)


def nightly(
    settings: Settings,
    clock: Clock,
    watched: Machine,
    alone: asyncio.Lock,
    keys: Encryption | None = None,
    *,
    news: Callable[[], None] = lambda: None,
    behind: timedelta = timedelta(0),
) -> Nightly | None:
    """The backup that is made every night; None where no folder is set for it."""
    if settings.backups is None:
        return None
    return Nightly(
        makes=partial(backed_up, settings, keys),
        to=settings.backups,
        at=settings.backup_time,
        keep=settings.backups_kept,
        zone=settings.zone,
        clock=clock,
        machine=watched,
        news=news,
        alone=alone,
        behind=behind,
    )


def heads(settings: Settings, desk: Desk, watched: Machine) -> Heads | None:
    """The file of the audit's ends; None where no one is set."""
    if settings.audit_head is None:
        return None
    return Heads(
        path=settings.audit_head,
        store=desk.store,
        clock=desk.clock,
        machine=watched,
        news=desk.news,
    )


def health_file(desk: Desk, folder: Path, heads: Path | None = None) -> HealthFile:
    """The file in this folder that says how the delivery of reminders stands."""
    writer = Writer(desk.pages.words, desk.pages.region)
    return HealthFile(
        path=folder / LEADS,
        clock=desk.clock,
        writer=writer,
        zone_name=desk.zone_name,
        counted=desk.reader.health,
        term=desk.store.peers.term,
        heads=heads,
    )


def introduction(settings: Settings) -> Introduction:
    """What the bot says about itself, in the words and with the drug names of this region."""
    words = catalogue()
    writer = Writer(words, settings.region)
    return Introduction(
        description=writer.say("bot.description"),
        short_description=writer.say("bot.short_description"),
        commands=_listed(writer, "commands."),
        group_commands=_listed(writer, "group_commands."),
        in_group=escape(writer.say("say.group")),
        unshown=escape(writer.say("say.unshown")),
    )


def _listed(writer: Writer, under: str) -> dict[str, str]:
    """Every command under this heading of the words, with what it does."""
    keys = (key for key in writer.words.texts if key.startswith(under))
    return {key.removeprefix(under): writer.say(key) for key in keys}
