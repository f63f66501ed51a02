"""What the machine lacks while reminders leave all the same: told daily, until it is mended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import disk_usage

from bot.alarm.notice.telling import Tells
from flows.lists.upkeep import wanting
from flows.talk.known import Upkeep
from flows.talk.replies import Note

MB = 1_000_000


@dataclass(slots=True, kw_only=True)
class Machine:
    """What is wrong with the machine at this moment."""

    folders: tuple[Path, ...] = ()  # that are written to
    least_mb: int = 0  # that should be free where they lie
    in_clear: bool = False  # what is kept is not encrypted
    no_backup_since: datetime | None = None  # while the nightly one fails
    no_head_since: datetime | None = None  # while the end of the audit cannot be written down

    def __call__(self) -> Upkeep:
        room = min(map(_free_mb, self.folders), default=self.least_mb)
        return Upkeep(
            in_clear=self.in_clear,
            no_backup_since=self.no_backup_since,
            no_head_since=self.no_head_since,
            room_mb=room if room < self.least_mb else None,
        )


@dataclass(slots=True, kw_only=True)
class Chores:
    """Tells whoever runs this bot what is to be done, each thing once a day."""

    machine: Callable[[], Upkeep]
    first: tuple[int, ...]  # administrators, or with none the prescribers
    tells: Tells

    async def tell(self) -> None:
        """Everybody concerned knows; whoever could not be reached is told at the next look."""
        zone = self.tells.pages.zone_name
        chores = {each.says: each for each in wanting(self.machine(), zone)}
        self.tells.stands("upkeep", chores.keys())
        for who in self.first:
            for name, said in chores.items():
                note = Note(label="", number=0, blocks=((said,),))
                await self.tells.tell(who, (name,), note)


def _free_mb(folder: Path) -> int:
    """Where it lies, or will once it is made."""
    there = (each for each in (folder, *folder.absolute().parents) if each.exists())
    return disk_usage(next(there)).free // MB
