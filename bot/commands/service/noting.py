"""What is done at the command line is in the audit, by which user of this machine."""

import os
import sys
from datetime import datetime, time, tzinfo

from bot.clock import now
from bot.engine import noted
from bot.settings import Settings
from bot.store.audit.acts import Act, NotNoted
from bot.store.secrecy import Encryption

SUDO = "SUDO_UID"  # who has become the user that this runs as, where sudo says it


def act(action: str) -> Act:
    """What this user does now."""
    asked = os.environ.get(SUDO, "")
    return Act(action=action, at=now(), account=int(asked) if asked.isdecimal() else os.getuid())


def note(settings: Settings, keys: Encryption | None, what: Act) -> None:
    """The audit has it; where that fails it is said, and what was asked for is done all the
    same: a backup, or a look at the audit, may be wanted for just that failure."""
    try:
        noted(settings, what, keys)
    except NotNoted as error:
        print(f"myotaper: this is NOT in the audit: {error}", file=sys.stderr)


def day_of(at: datetime, zone: tzinfo) -> datetime:
    """When its day began there."""
    return datetime.combine(at.astimezone(zone).date(), time.min, zone)
