"""The form of a calendar by RFC 5545: lines of at most 75 bytes, times with their zone."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

UNIVERSAL = "UTC"
LONGEST = 75  # bytes of a line
NEWLINE = "\r\n"
CONTINUES = 0x80  # how a byte begins that goes on with a character
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
A_DAY, A_MINUTE, NONE = timedelta(days=1), timedelta(minutes=1), timedelta(0)

Lines = Iterable[str]


def component(name: str, *lines: str) -> list[str]:
    """Its lines between a begin and an end."""
    return [f"BEGIN:{name}", *lines, f"END:{name}"]


def text(value: str) -> str:
    """The words with what has a meaning in a calendar escaped."""
    return value.translate(ESCAPED)


def file(lines: Lines) -> bytes:
    """The lines as they are written, long ones folded."""
    return "".join(f"{folded(line)}{NEWLINE}" for line in lines).encode()


def folded(line: str) -> str:
    """The line in parts of at most 75 bytes, each but the first after a space; no character is
    parted."""
    data = line.encode()
    if len(data) <= LONGEST:
        return line
    parts, begins, room = list[str](), 0, LONGEST
    while begins < len(data):
        ends = begins + room
        while ends < len(data) and data[ends] & 0xC0 == CONTINUES:
            ends -= 1
        parts.append(data[begins:ends].decode())
        begins, room = ends, LONGEST - 1
    return f"{NEWLINE} ".join(parts)


def on_day(name: str, day: date) -> str:
    """A whole day, the same in every zone."""
    return f"{name};VALUE=DATE:{day:%Y%m%d}"


def instant(name: str, at: datetime) -> str:
    """A moment, the same for everybody."""
    return f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(name: str, at: datetime, zone: str) -> str:
    """A time of the wall in a zone."""
    if zone == UNIVERSAL:
        return f"{name}:{at:%Y%m%dT%H%M%S}Z"
    return f"{name};TZID={zone}:{at:%Y%m%dT%H%M%S}"


def duration(span: timedelta) -> str:
    """Hours and minutes, before or after."""
    minutes = abs(span) // A_MINUTE
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    sign = "-" if span < NONE else ""
    clock = "".join(f"{each}{unit}" for each, unit in ((hours, "H"), (left, "M")) if each)
    if not clock and not days:
        return "PT0S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def zone_lines(zone: str, first: date, last: date) -> list[str]:
    """What the clocks of the zone show between these days: from the first on, and from each
    change; the universal time needs nothing said."""
    if zone == UNIVERSAL:
        return []
    place = ZoneInfo(zone)
    begins = datetime.combine(first, time(), place).astimezone(UTC)
    ends = datetime.combine(last, time(), place).astimezone(UTC)
    offset = _offset(place, begins)
    lines = _observance(place, begins, offset)
    for at in _changes(place, begins, ends):
        lines += _observance(place, at, offset)
        offset = _offset(place, at)
    return component("VTIMEZONE", f"TZID:{zone}", *lines)


def _changes(place: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The moments at which the offset changes, to the minute."""
    at = begins
    while at < ends:
        if _offset(place, at) != _offset(place, at + A_DAY):
            before, after = at, at + A_DAY
            while after - before > A_MINUTE:
                middle = before + (after - before) / 2
                same = _offset(place, middle) == _offset(place, at)
                before, after = (middle, after) if same else (before, middle)
            yield after.replace(second=0, microsecond=0)
        at += A_DAY


def _observance(place: ZoneInfo, at: datetime, before: timedelta) -> list[str]:
    """From this moment on, by the wall as it was before it."""
    here = at.astimezone(place)
    name = "DAYLIGHT" if here.dst() else "STANDARD"
    return component(
        name,
        f"DTSTART:{at + before:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_signed(before)}",
        f"TZOFFSETTO:{_signed(_offset(place, at))}",
        f"TZNAME:{text(str(here.tzname()))}",
    )


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(place).utcoffset() or NONE


def _signed(offset: timedelta) -> str:
    minutes = abs(offset) // A_MINUTE
    sign = "-" if offset < NONE else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}"
