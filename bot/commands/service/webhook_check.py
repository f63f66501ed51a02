"""What `myotaper check` says of the webhook: as it is set here, and as Telegram has it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.commands.running.receiving import secret_of
from bot.settings import PREFIX, Settings
from bot.transport import CannotServe
from bot.transport.telegram.api.probe import Hook

LATELY = timedelta(hours=1)
Said = tuple[bool | None, str]  # whether it is well; None: not known


def found(settings: Settings, hook: Hook | None, at: datetime) -> Iterator[Said]:
    """Each thing in a sentence."""
    if settings.webhook:
        try:
            secret_of(settings)
        except CannotServe as error:
            yield False, str(error)
            return
    if hook is None:
        yield None, "Telegram could not be asked"
    elif settings.webhook is None:
        yield from _polls(hook)
    elif hook.url != settings.webhook:
        yield from _elsewhere(hook)
    else:
        yield _arrives(hook, at)


def _polls(hook: Hook) -> Iterator[Said]:
    if not hook.url:
        yield True, "none is set: the bot asks for updates"
        return
    yield (
        False,
        f"none is set here, and Telegram sends to {_place(hook.url)}: start the bot, which "
        "removes it; if that comes back, another installation or program has this token",
    )


def _elsewhere(hook: Hook) -> Iterator[Said]:
    if not hook.url:
        yield None, f"Telegram sends nowhere; the bot sets {PREFIX}WEBHOOK when it is started"
        return
    yield (
        False,
        f"Telegram sends to {_place(hook.url)}, which is not {PREFIX}WEBHOOK: start the bot, "
        "which sets it; if that comes back, another installation or program has this token",
    )


def _arrives(hook: Hook, at: datetime) -> Said:
    waits = f"{hook.pending} updates wait at Telegram"
    if hook.failed_at and hook.pending and at - hook.failed_at < LATELY:
        return False, f"{waits}; the last try at {hook.failed_at:%H:%M} UTC: {hook.failed}"
    if hook.failed_at and at - hook.failed_at < LATELY:
        said = f"{waits}; a try at {hook.failed_at:%H:%M} UTC failed ({hook.failed}), none since"
        return True, said
    return True, f"{waits}, none failed lately"


def _place(url: str) -> str:
    """The server alone: a path may be somebody's secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}"
