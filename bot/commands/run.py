"""`myotaper run`: the Telegram bot, until it is told to stop."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from bot.alarm.daily import tidy
from bot.alarm.sending import Sends
from bot.clock import now, seconds
from bot.commands.ending import WRONG_SETTINGS, ended
from bot.commands.running import systemd
from bot.commands.running.bell import Bell, bell, wrong_now
from bot.commands.running.copies import Copies
from bot.commands.running.helping import Helping
from bot.commands.running.leading import Leading
from bot.commands.running.receiving import Receiving, secret_of
from bot.commands.running.watch import Watch
from bot.commands.service.keyed import NO_KEYS
from bot.commands.words_after import not_opened, takes_nothing
from bot.desk.desk import Desk
from bot.engine import copy_followed
from bot.log import start_logging
from bot.metrics.sources import Sources
from bot.pacing import Pace
from bot.page.write import Writer
from bot.settings import PREFIX, Settings, Unset, read_settings, unknown_names
from bot.store import CannotOpen, Store
from bot.store.secrecy import Encryption
from bot.transport import TRY_AGAIN, CannotServe
from bot.unlocking import keys_of
from bot.wiring import alarm, heads, health_file, introduction, local_desk, machine, nightly
from flows.talk.known import Line, Room
from flows.talk.outage import Outage, OutageKind

DAY_SECONDS, SOON_SECONDS = 24 * 60 * 60, 60
NO_TOKEN = f"""\
A Telegram bot needs a token: send /newbot to @BotFather and set {PREFIX}TOKEN to what it gives.
Without one, try `myotaper chat`: the same conversation in this terminal."""
DOES = "The Telegram bot, until it is told to stop. Every setting: README.md, On Telegram."
NOBODY = f"Nobody may plan yet: set {PREFIX}PRESCRIBERS to Telegram user numbers."


def main(arguments: list[str]) -> int:
    """The bot has ended; 0 where it was told to, and otherwise a line says why."""
    takes_nothing("run", DOES, arguments)
    try:
        settings = read_settings()
    except Unset as error:
        bell(error.rest, now).ended(str(error))
        return ended(str(error), WRONG_SETTINGS)
    rings = bell(settings, now)
    if settings.token is None:
        rings.ended(NO_TOKEN)
        return ended(NO_TOKEN, WRONG_SETTINGS)
    token = settings.token.get_secret_value()
    start_logging(token=token, stream=sys.stderr, level=settings.log_level)
    gc.disable()  # until it is ready: what is made meanwhile stays
    try:
        asyncio.run(_serve(settings, token, rings))
    except CannotOpen as error:
        rings.ended(str(error))
        return not_opened(error)
    except CannotServe as error:
        rings.ended(str(error))
        return ended(str(error), error.code)
    return 0


async def _serve(settings: Settings, token: str, bell: Bell) -> None:
    leads = Leading()
    keys = None if settings.database else keys_of(settings)  # there once this process leads
    comes, beside = Receiving(settings=settings), Helping(settings, token)
    alone = asyncio.Lock()  # for whatever reads or writes all of it
    await comes.beside()
    copies = Copies(follows=partial(copy_followed, settings), alone=alone)
    follows = asyncio.create_task(copies.run())
    try:
        store = await leads.store(settings, keys, beside, alone)
        if store is not None:
            await _lead(
                settings,
                token,
                bell,
                leads=leads,
                store=store,
                keys=keys,
                comes=comes,
                alone=alone,
            )
    except CannotServe as error:
        raise leads.ends_by(error) from error
    finally:
        follows.cancel()
        await beside.ended()
        await comes.close()
    if leads.over:
        raise CannotServe(leads.over, code=TRY_AGAIN)


async def _lead(
    settings: Settings,
    token: str,
    bell: Bell,
    *,
    leads: Leading,
    store: Store,
    keys: Encryption | None,
    comes: Receiving,
    alone: asyncio.Lock,
) -> None:
    news, names, lines = asyncio.Event(), [""], list[Callable[[], Line]]()
    rooms = list[Callable[[int], Awaitable[Room]]]()
    here = machine(settings)

    async def room(chat: int) -> Room:
        return await rooms[-1](chat)

    desk = local_desk(
        settings,
        settings.data,
        prescribers=settings.prescribers,
        administrators=settings.administrators,
        news=news.set,
        bot_name=lambda: names[-1],
        line=lambda: lines[-1]() if lines else Line(),
        room=room,
        machine=here,
        opens=lambda _: store,
    )
    file = health_file(desk, settings.data, settings.audit_head)
    left = file.left.since
    desk.outages.left.update(left)
    writer = Writer(desk.pages.words, desk.region)

    def wrong() -> Mapping[str, str]:
        return wrong_now(desk.outages(), here(), writer, desk.zone_name, desk.clock())

    tasks = [asyncio.create_task(each) for each in (_tidy(desk, alone), bell.run(wrong))]
    if nights := nightly(settings, desk.clock, here, alone, keys, news=desk.news):
        tasks.append(asyncio.create_task(nights.run()))
    if ends := heads(settings, desk, here):
        tasks.append(asyncio.create_task(ends.run()))
    try:
        # A terminal, a second process and a wrong folder need not wait for this library.
        from bot.transport.telegram.bot import TelegramBot  # noqa: PLC0415
        from bot.transport.telegram.hearing.webhook import Address  # noqa: PLC0415

        bot = TelegramBot.at(
            settings.api_root,
            token,
            desk=desk,
            key=desk.store.key(),
            introduction=introduction(settings),
            clock=desk.clock,
            pace=Pace(monotonic=seconds, peers=store.peers),
            rival_since=left.get(OutageKind.CONFLICT),
            store=desk.store,
            news=comes.news,
            address=Address(url=settings.webhook, secret=secret_of(settings))
            if settings.webhook
            else None,
        )
        await comes.own(desk.store)

        lines.append(lambda: bot.line)
        rooms.append(bot.room)
        if settings.metrics:
            # Nobody else waits for the library.
            from bot.metrics.endpoint import served  # noqa: PLC0415

            sources = Sources(
                desk=desk,
                machine=here,
                nightly=nights,
                silent_seconds=lambda: bot.source.silent_seconds,
                landed=bot.out.landed,
                receptions=comes.counts if settings.webhook else None,
                began=leads.began,
            )
            tasks.append(asyncio.create_task(served(*settings.metrics, sources).run()))

        def ready(name: str) -> None:
            gc.freeze()
            gc.enable()
            names.append(name)
            _ready(settings, name)

        rings = alarm(desk, bot.out, bot.pace, news, file, machine=here)
        watch = Watch(
            pulses={"the poll": bot.source.pulse, "the alarm": rings.pulse},
            ready=lambda: bot.source.begun and rings.looked,
            state=lambda: _state(_how(settings), names[-1], desk.outages()),
            systemd=systemd.here(),
        )

        async def ring(_sends: Sends, stop: asyncio.Event) -> None:
            await rings.run(stop)

        await bot.serve(ready=ready, stop=leads.told_to_stop(), alarm=ring, watch=watch.run)
    finally:
        for task in tasks:
            task.cancel()
        if ends:
            await ends.failed()
        await comes.close()
        desk.store.close()


async def _tidy(desk: Desk, alone: asyncio.Lock) -> None:
    """At the start and once a day, and soon after the clock can be believed again."""
    while True:
        moved = desk.clock.moved
        async with alone:
            await tidy(desk)
        await asyncio.sleep(SOON_SECONDS if moved else DAY_SECONDS)


def _state(how: str, name: str, outages: Sequence[Outage]) -> str:
    """In a line, for `systemctl status`."""
    kinds = ", ".join(each.kind for each in outages)
    return f"{how} as @{name}; {f'NO REMINDER LEAVES: {kinds}' if kinds else 'reminders leave'}"


def _how(settings: Settings) -> str:
    return "receiving" if settings.webhook else "polling"


def _ready(settings: Settings, name: str) -> None:
    for each in unknown_names():
        print(f"myotaper: {each} is no setting of this program", file=sys.stderr)
    if not settings.prescribers:
        print(f"myotaper: {NOBODY}", file=sys.stderr)
    if settings.keys is None:
        print(f"myotaper: {NO_KEYS}", file=sys.stderr)
    print(f"myotaper is ready: {_how(settings)} as @{name}, zone {settings.timezone}", flush=True)
