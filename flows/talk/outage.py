"""What holds every reminder back: one value, for whoever is told of it and wherever it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.talk.replies import Choice, Moment, Note, Sentence, Words

RIGHT = Choice(press="clock.right", says="clock.right")


class OutageKind(StrEnum):
    """Why no reminder leaves; each has a sentence that says what is to be done."""

    CLOCK = "clock"  # the machine's clock cannot be believed
    STORE = "store"  # what is kept cannot be read or written
    DATABASE = "database"  # the database that keeps it does not answer
    FULL = "full"  # the disk is full
    REVOKED = "revoked"  # Telegram refuses the bot's token
    CONFLICT = "conflict"  # another process polls with the same token


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """One reason why no reminder leaves, until it is mended."""

    kind: OutageKind
    since: datetime  # aware
    counted: datetime | None = None  # of the clock: what it should read by all that is known
    machine: datetime | None = None  # and what it reads
    server: str = ""  # of the database: where it is


def sentence(outage: Outage, zone: str, *, here: bool = False) -> Sentence:
    """What holds them back, since when, and what is to be done; said on the machine itself it
    names other machines too."""
    values: dict[str, Words] = {"since": Moment(outage.since, zone)}
    if outage.counted and outage.machine:
        values |= {
            "expected": Moment(outage.counted, zone),
            "machine": Moment(outage.machine, zone),
        }
    if here and outage.server:
        values |= {"server": outage.server}
        return Sentence(says=f"outage.{outage.kind}_at", values=values, strong=True)
    return Sentence(says=f"outage.{outage.kind}", values=values, strong=True)


def lines(outages: Sequence[Outage], zone: str) -> tuple[Sentence, ...]:
    """Each of them with all that is known; nothing where all is well."""
    return tuple(sentence(each, zone) for each in outages)


def brief(outages: Sequence[Outage], zone: str) -> tuple[Sentence, ...]:
    """Each of them in a line, as it stands above whatever is said of plans."""
    return tuple(
        Sentence(
            says=f"outage.brief.{each.kind}",
            values={"since": Moment(each.since, zone)},
            strong=True,
        )
        for each in outages
    )


def notice(outage: Outage, zone: str, *, may_say: bool) -> Note:
    """The message that tells of it; whoever may say that the clock is right has the button."""
    asks = may_say and outage.kind is OutageKind.CLOCK
    return Note(
        label="",
        number=0,
        blocks=((sentence(outage, zone),), (Sentence(says="outage.until_then"),)),
        choices=((RIGHT,),) if asks else (),
    )
