"""What a bot says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What people see of the bot before they write to it, and the one thing it says unasked."""

    description: str
    short_description: str
    commands: Mapping[str, str]  # in a private chat
    in_group: str  # where a group calls the bot for what a group cannot have
    unshown: str = ""  # said where an answer was not taken in time and is not given any more
    group_commands: Mapping[str, str] = field(default_factory=dict)  # heard in a group by name
