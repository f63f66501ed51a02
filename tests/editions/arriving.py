"""What arrives unasked is answered by whoever reads it: mostly, and now and then never."""

from zlib import crc32

from flows.talk.turn import Pressed
from tests.editions.people import BANDS, NAMES
from tests.editions.scene import Scene, Shown

NEVER_SEEN, PUT_OFF, ASKED, SEEN = 6, 14, 18, 75  # of 100 that arrive, added up
ENDS_IT = frozenset({"ack", "taken"})
HUNDRED = 100


async def answered(there: Scene, shown: Shown) -> None:
    """Somebody who reads the message acts on it, or not."""
    press = next((each for each in shown.presses if _verb(each) in ENDS_IT), None)
    if press is None or crc32(_about(press)) % HUNDRED < NEVER_SEEN:
        return
    kind = crc32(_about(press) + str(shown.message).encode()) % HUNDRED
    if kind < PUT_OFF:
        await put_off(there, shown)
    elif kind < ASKED:
        await there.hear(_who(shown), _instead(press, "ask"), shown.chat, shown.message)
    elif kind < SEEN:
        await there.hear(_who(shown), press, shown.chat, shown.message)


async def put_off(there: Scene, shown: Shown) -> None:
    """The latest time that is offered, where one is."""
    press = next((each for each in shown.presses if _verb(each) in {*ENDS_IT, "later"}), None)
    if press is None:
        return
    later = _instead(press, "later")
    offered = await there.hear(_who(shown), later, shown.chat, shown.message)
    times = [each for each in offered if _verb(each) == "at"]
    if times:
        await there.hear(_who(shown), times[-1], shown.chat, shown.message)


def _who(shown: Shown) -> int:
    """Whose chat it is; in a group the nurse, or now and then the other prescriber."""
    if shown.chat > 0:
        assert shown.chat in NAMES
        return shown.chat
    here = next(each for each in BANDS if each.chat == shown.chat)
    return (here.nurse, here.nurse, here.second)[shown.message % 3]


def _verb(press: Pressed) -> str:
    return press.press.partition(".")[0]


def _about(press: Pressed) -> bytes:
    return f"{press.label}{press.press}".encode()


def _instead(press: Pressed, verb: str) -> Pressed:
    """Another button under the same message."""
    handle = press.press.partition(".")[2]
    return Pressed(label=press.label, number=press.number, press=f"{verb}.{handle}")
