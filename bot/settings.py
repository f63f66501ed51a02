"""What an installation sets, read once from the environment."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import Field, HttpUrl, PositiveInt, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "MYOTAPER_"
UTC_NAME = "UTC"
LOCALTIME = Path("/etc/localtime")
ZONE_NAME_FILE = Path("/etc/timezone")
ZONE_FOLDER = "zoneinfo/"
OFFSETS = "Etc/"
COPIES = ("posix/", "right/")  # of the same zones, the latter with seconds that are not of UTC


class Unset(ValueError):
    """A setting is missing or wrong; the message says which, one line each, without values."""


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


class Settings(BaseSettings):
    """Every setting with its meaning; each is the variable MYOTAPER_ and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
    )

    token: SecretStr | None = None
    """The bot's token, as BotFather gave it."""

    api_url: HttpUrl = HttpUrl("https://api.telegram.org")
    """The Bot API server: the root that /bot<token>/<method> is appended to."""

    data: Path = Field(default_factory=lambda: user_data_path("myotaper"))
    """The folder of the plans, for this installation alone; made on the first start."""

    region: Literal["us", "uk", "eu"] = "us"
    """Whose tablets and drug names are used: us, uk or eu."""

    timezone: str = Field(default_factory=machine_zone)
    """The IANA name of the zone whose calendar the plans use, such as Europe/Berlin."""

    prescribers: Annotated[frozenset[PositiveInt], NoDecode] = frozenset()
    """The Telegram user numbers that may make plans, with commas between them."""

    administrators: Annotated[frozenset[PositiveInt], NoDecode] = frozenset()
    """The user numbers that invite anybody and are told what nobody else took up."""

    @field_validator("token", mode="after")
    @classmethod
    def _token_is_whole(cls, token: SecretStr | None) -> SecretStr | None:
        secret = token.get_secret_value() if token else None
        if secret is not None and (secret != secret.strip() or ":" not in secret):
            msg = "is not a token; BotFather writes one as digits, a colon and letters"
            raise ValueError(msg)
        return token

    @field_validator("timezone")
    @classmethod
    def _is_a_place(cls, name: str) -> str:
        if not is_zone(name):
            msg = f"{name!r} is no zone of the IANA list; write one such as Europe/Berlin or UTC"
            raise ValueError(msg)
        return name

    @field_validator("prescribers", "administrators", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",")]
        if not all(part.isascii() and part.isdecimal() for part in parts):
            msg = "is not a list of Telegram user numbers with commas between them"
            raise ValueError(msg)
        return parts

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the calendar."""
        return ZoneInfo(self.timezone)

    @property
    def api_root(self) -> str:
        """The Bot API server with no slash at its end."""
        return str(self.api_url).rstrip("/")


def read_settings() -> Settings:
    """The settings as the environment gives them; raises Unset."""
    try:
        return Settings()
    except ValidationError as error:
        raise Unset("\n".join(_said(error))) from None


def _said(error: ValidationError) -> Iterator[str]:
    """One line for each fault; a value is shown only where the field's own check wrote it."""
    for fault in error.errors(include_url=False, include_input=False):
        name = f"{PREFIX}{'_'.join(map(str, fault['loc'][:1])).upper()}"
        yield f"{name}: {fault['msg'].removeprefix('Value error, ')}"
