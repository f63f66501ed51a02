"""What a bot says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What people see of the bot before they write to it, and all that it says in a group."""

    description: str
    short_description: str
    commands: Mapping[str, str]
    in_group: str
