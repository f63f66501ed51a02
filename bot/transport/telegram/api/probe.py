"""One look at the Bot API: whether it answers, what time it has, whom the token names, and what
the bot may do in its groups. Nobody sees any of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from telegram import Bot, ChatMemberAdministrator
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.transport import CannotServe
from bot.transport.telegram.api.network import proxy_for, trusted_for
from bot.transport.telegram.api.request import AiohttpRequest

LONGEST_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the bot may do in a group; None where that was not told."""

    writes: bool | None
    pins: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where Telegram sends updates, empty: nowhere; and how that goes."""

    url: str
    pending: int
    failed: str = ""
    failed_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Answers:
    """What the Bot API said; None where it was not asked or did not say."""

    unreached: str = ""  # why it could not be reached
    time: datetime | None = None
    knows: bool | None = None  # the token
    name: str = ""  # of the bot
    hook: Hook | None = None
    groups: Mapping[int, Rights] = field(default_factory=dict)


async def probe(root: str, token: str | None, groups: Collection[int] = ()) -> Answers:
    """What it says of this token and these groups; with no token only whether it answers."""
    try:
        request = AiohttpRequest(
            read_seconds=LONGEST_SECONDS, proxy=proxy_for(root), trusted=trusted_for(root)
        )
    except CannotServe as error:
        return Answers(unreached=str(error))
    await request.initialize()
    try:
        found = await _asked(root, token, groups, request)
    except TelegramError as error:
        found = Answers(unreached=f"{root} cannot be reached ({_named(error)})")
    finally:
        await request.shutdown()
    found.time = parsedate_to_datetime(request.date) if request.date else None
    return found


async def _asked(
    root: str, token: str | None, groups: Collection[int], request: AiohttpRequest
) -> Answers:
    if token is None:
        await request.do_request(f"{root}/", "GET")
        return Answers()
    bot = Bot(token, base_url=f"{root}/bot", request=request, get_updates_request=request)
    try:
        me = await bot.get_me()
    except InvalidToken:
        return Answers(knows=False)
    rights = {chat: await _rights(bot, chat, me.id) for chat in groups}
    return Answers(knows=True, name=me.username or "", hook=await _hook(bot), groups=rights)


async def _hook(bot: Bot) -> Hook | None:
    try:
        info = await bot.get_webhook_info()
    except TelegramError:
        return None
    return Hook(
        url=info.url,
        pending=info.pending_update_count,
        failed=info.last_error_message or "",
        failed_at=info.last_error_date,
    )


async def _rights(bot: Bot, chat: int, me: int) -> Rights:
    try:
        await bot.send_chat_action(chat, ChatAction.TYPING)
    except (Forbidden, BadRequest, ChatMigrated):
        return Rights(writes=False)
    except TelegramError:
        return Rights(writes=None)
    try:
        member = await bot.get_chat_member(chat, me)
    except TelegramError:
        return Rights(writes=True)
    pins = isinstance(member, ChatMemberAdministrator) and bool(member.can_pin_messages)
    return Rights(writes=True, pins=pins)


def _named(error: BaseException) -> str:
    """The classes of an error and of what is behind it; never what it says, which may be the
    address with the token in it."""
    behind = f" from {_named(error.__cause__)}" if error.__cause__ else ""
    return f"{type(error).__name__}{behind}"
