"""What an installation sets, read once from the environment."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, Struct, convert, field
from platformdirs import user_data_path

PREFIX = "MYOTAPER_"
UTC_NAME = "UTC"
LOCALTIME = Path("/etc/localtime")
ZONE_NAME_FILE = Path("/etc/timezone")
ZONE_FOLDER = "zoneinfo/"
OFFSETS = "Etc/"
COPIES = ("posix/", "right/")  # of the same zones, the latter with seconds that are not of UTC


class Unset(ValueError):
    """A setting is missing or wrong; the message says which, one line each, without values."""

    def __init__(self, faults: str, rest: "Settings") -> None:
        super().__init__(faults)
        self.rest = rest


def is_zone(name: str) -> bool:
    """Whether this names a place's zone or UTC; EST, CET or GMT+2 name an offset only."""
    if "/" not in name or name.startswith(OFFSETS):
        return name == UTC_NAME
    try:
        return not name.startswith(COPIES) and ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def machine_zone() -> str:
    """The zone this machine is set to, or UTC where it does not say."""
    return next(filter(is_zone, _zone_names()), UTC_NAME)


def _zone_names() -> Iterator[str]:
    yield os.environ.get("TZ", "").removeprefix(":").rpartition(ZONE_FOLDER)[2]
    if LOCALTIME.is_symlink():
        yield str(LOCALTIME.readlink()).rpartition(ZONE_FOLDER)[2]
    if ZONE_NAME_FILE.is_file():
        yield ZONE_NAME_FILE.read_text("ascii", "replace").strip()


class Secret:
    """A text that is not shown with whatever holds it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        """The text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret()"


Region = Literal["us", "uk", "eu"]
Level = Literal["debug", "info", "warning", "error"]


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting with its meaning; each is the variable MYOTAPER_ and its name in capitals."""

    token: Secret | None = None
    """The bot's token, as BotFather gave it: one installation, one token."""

    api_url: str = "https://api.telegram.org"
    """The Bot API server: the root that /bot<token>/<method> is appended to."""

    data: Path = field(default_factory=lambda: user_data_path("myotaper"))
    """The folder of the plans, for this installation alone; made on the first start."""

    database: Secret | None = None
    """The PostgreSQL database that keeps everything instead of a file in that folder."""

    region: Region = "us"
    """Whose tablets and drug names are used: us, uk or eu."""

    timezone: str = field(default_factory=machine_zone)
    """The IANA name of the zone whose calendar the plans use, such as Europe/Berlin."""

    prescribers: frozenset[int] = frozenset()
    """The Telegram user numbers that may make plans, with commas between them."""

    administrators: frozenset[int] = frozenset()
    """The user numbers that invite anybody and are told what nobody else took up."""

    keys: Path | None = None
    """The folder of the keys that the data is encrypted with, away from both; none without it."""

    backups: Path | None = None
    """The folder for a backup every night, best on another disk; none is made without it."""

    backup_time: time = time(2, 30)
    """When it is made, by the zone's clock."""

    backups_kept: int = 14
    """How many of them are kept."""

    audit_head: Path | None = None
    """The file that ends of the audit are added to, best on another machine; none without it."""

    plans_kept_days: int = 30
    """How many days a plan is kept after it was closed, with all that is kept of it."""

    room_mb: int = 500
    """So many megabytes have to be free on the disk, else the administrators are told."""

    alarm: Path | None = None
    """The program that is run with what Telegram cannot tell; none without it."""

    log_level: Level = "info"
    """What is written: from this level on; debug has the libraries' lines too, without values."""

    metrics: tuple[str, int] | None = None
    """The address and port at which a monitoring system may ask, without a password; none without
    it."""

    webhook: str | None = None
    """The public https address that Telegram sends updates to; none without it: the bot asks."""

    webhook_listen: tuple[str, int] = ("127.0.0.1", 8088)
    """The address and port at which they are received, behind whatever ends TLS."""

    webhook_secret: Secret | None = None
    """What Telegram proves itself with: 32 or more letters, digits, _ and -."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the calendar."""
        return ZoneInfo(self.timezone)

    @property
    def api_root(self) -> str:
        """The Bot API server with no slash at its end."""
        return self.api_url.rstrip("/")


PUBLIC_PORTS = frozenset({None, 443, 80, 88, 8443})  # that Telegram sends to
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")

Token = Annotated[str, Meta(pattern=r"^\S+:\S+\Z")]
Address = Annotated[str, Meta(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?\Z")]
Database = Annotated[str, Meta(pattern=r"^postgres(ql)?://\S+\Z")]
Digits = Annotated[str, Meta(pattern=r"^[0-9]+\Z")]
User = Annotated[int, Meta(gt=0)]
Some = Annotated[int, Meta(gt=0)]
Clock = Annotated[str, Meta(pattern=r"^[0-9]{2}:[0-9]{2}\Z")]


def _address(text: str) -> str:
    if urlsplit(text).port == 0:  # any other that is none is a ValueError already
        raise ValueError
    return convert(text, Address)


def _path(text: str) -> Path:
    return Path(text).absolute()


def _public(text: str) -> str:
    parts = urlsplit(convert(text, Address))
    secure = parts.scheme == "https" and parts.port in PUBLIC_PORTS
    if parts.username or not (secure or parts.hostname in LOOPBACK):
        raise ValueError
    return text


def _secret(text: str) -> Secret:
    if not SECRET.fullmatch(text):
        raise ValueError
    return Secret(text)


def _zone(text: str) -> str:
    if not is_zone(text):
        raise ValueError
    return text


def _users(text: str) -> frozenset[int]:
    parts = convert([part.strip() for part in text.split(",")], list[Digits])
    return convert([int(part) for part in parts], frozenset[User])


def _listening(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if parts.netloc != text or "@" in text or not parts.port:
        raise ValueError
    return str(ip_address(parts.hostname or "")), parts.port


def _time_of_day(text: str) -> time:
    return datetime.strptime(convert(text, Clock), "%H:%M").time()  # noqa: DTZ007  a wall time


NUMBER = "is no whole number above 0"
USERS = "is not a list of Telegram user numbers with commas between them"
READERS: Mapping[str, tuple[Callable[[str], object], str]] = MappingProxyType(
    {  # of each setting, and what is said of one that cannot be read: of a zone alone the text
        "token": (
            lambda text: Secret(convert(text, Token)),
            "is not a token; BotFather writes one as digits, a colon and letters",
        ),
        "api_url": (_address, "is no address; write one such as https://api.telegram.org"),
        "data": (_path, "is no folder"),
        "database": (
            lambda text: Secret(convert(text, Database)),
            "is no address of a database; write one such as postgresql://user@host/name",
        ),
        "region": (lambda text: convert(text, Region), "is none of us, uk, eu"),
        "timezone": (
            _zone,
            "{text!r} is no zone of the IANA list; write one such as Europe/Berlin or UTC",
        ),
        "prescribers": (_users, USERS),
        "administrators": (_users, USERS),
        "keys": (_path, "is no folder"),
        "backups": (_path, "is no folder"),
        "backup_time": (_time_of_day, "is no time of day; write one such as 02:30"),
        "backups_kept": (lambda text: convert(int(convert(text, Digits)), Some), NUMBER),
        "alarm": (_path, "is no program"),
        "log_level": (
            lambda text: convert(text, Level),
            "is none of debug, info, warning, error",
        ),
        "audit_head": (_path, "is no file"),
        "plans_kept_days": (lambda text: convert(int(convert(text, Digits)), Some), NUMBER),
        "room_mb": (lambda text: convert(int(convert(text, Digits)), Some), NUMBER),
        "webhook": (
            _public,
            "is no address that Telegram sends to; write one such as https://bot.example.org/u, "
            "with the port 443, 80, 88 or 8443",
        ),
        "webhook_listen": (
            _listening,
            "is no address with a port; write one such as 127.0.0.1:8088",
        ),
        "webhook_secret": (_secret, "is not 32 to 256 letters, digits, _ and -"),
        "metrics": (_listening, "is no address with a port; write one such as 127.0.0.1:9464"),
    }
)


def unknown_names(environment: Mapping[str, str] = os.environ) -> list[str]:
    """What looks like a setting and is none: nothing is done with it."""
    known = {f"{PREFIX}{name.upper()}" for name in READERS}
    return sorted(
        name for name in environment if name.startswith(PREFIX) and name.upper() not in known
    )


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment gives them, an empty variable as none; raises Unset."""
    texts = {name.upper(): text for name, text in environment.items() if text}
    found, faults = dict[str, object](), list[str]()
    for name, (read, fault) in READERS.items():
        variable = f"{PREFIX}{name.upper()}"
        if variable not in texts:
            continue
        try:
            found[name] = read(texts[variable])
        except ValueError:  # what msgspec refuses is one too
            faults.append(f"{variable}: {fault.format(text=texts[variable])}")
    settings = Settings(**found)  # type: ignore[arg-type]
    if faults:
        raise Unset("\n".join(faults), settings)
    return settings
