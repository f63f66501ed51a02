"""What is kept of a person, as a file of its own form: read back, each value is as it was kept.

The names here are those of the file, which is described in README.md: another form is another
version.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from bot.store.record.revisions import RevisionRow, record_of
from flows.retention.own_data import VERSION
from flows.talk.records import Person, PlanRecord, Reminder
from flows.talk.turn import Draft


class PlanFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A plan of the person's own: each revision as what it changed, and every reminder."""

    label: str
    revisions: tuple[RevisionRow, ...]
    reminders: tuple[Reminder, ...]

    @property
    def record(self) -> PlanRecord | None:
        """The plan as it stands."""
        return record_of(self.revisions)


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the person did to a plan of somebody else."""

    label: str
    what: Literal["decided", "visited", "checked", "acknowledged"]
    at: datetime
    about: str  # the revision that came of it, the number of the visit, or the reminder


class Export(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it, as of `made_at`."""

    format: Literal["myotaper own data"] = "myotaper own data"
    version: int = VERSION
    made_at: datetime
    person: Person
    plans: tuple[PlanFile, ...]
    acts: tuple[Act, ...]
    draft: Draft | None
    learnt: Mapping[str, str]


class NotExported(ValueError):
    """It is no file of this form."""


def written(export: Export) -> bytes:
    """The file."""
    return msgspec.json.format(msgspec.json.encode(export), indent=1) + b"\n"


def read(file: bytes) -> Export:
    """What the file says; raises NotExported."""
    try:
        found = msgspec.json.decode(file, type=Export)
    except (msgspec.MsgspecError, ValueError) as error:
        raise NotExported(str(error)) from error
    if found.version != VERSION:
        raise NotExported(f"version {found.version} is not known")
    return found
