"""Who there is, and how they come to their teams: all by what they press."""

from dataclasses import dataclass

PRESCRIBERS = tuple(range(101, 113))
TRAINEE, ADMINISTRATOR = 131, 190


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A team as it is to be: who is in it, where it is, how it is set."""

    number: int
    maker: int
    second: int  # the other prescriber
    nurse: int
    chat: int  # 0: it has no group
    zone: str
    settings: tuple[str, ...] = ()


BANDS = (
    Band(number=1, maker=101, second=102, nurse=121, chat=-1001, zone="Europe/Berlin"),
    Band(
        number=2, maker=103, second=104, nurse=122, chat=-1002, zone="America/New_York",
        settings=("repeat.2", "escalate.8", "from.8", "to.18"),
    ),
    Band(
        number=3, maker=105, second=106, nurse=123, chat=-1003, zone="Asia/Kolkata",
        settings=("check.1",),
    ),
    Band(number=4, maker=107, second=108, nurse=124, chat=0, zone="Pacific/Auckland"),
)  # fmt: skip
NAMES = {
    **{who: f"Dr {chr(ord('A') + place)}" for place, who in enumerate(PRESCRIBERS)},
    **{band.nurse: f"Nurse {band.number}" for band in BANDS},
    TRAINEE: "A trainee",
    ADMINISTRATOR: "The administrator",
}


def band(number: int) -> Band | None:
    """The team of this number; 0 is none."""
    return BANDS[number - 1] if number else None
