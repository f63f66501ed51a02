"""Alterations that no test can see, or need not, each with its reason."""

import re
import tomllib
from pathlib import Path

LISTED = tomllib.loads(Path(__file__).with_name("survivors.toml").read_text(encoding="utf-8"))
EVERYWHERE = "everywhere"
NUMBERED = re.compile(r"__mutmut_\d+$")


def reason_of(name: str, lines: str) -> str:
    """Why this alteration may stay unseen; empty where nobody has said so."""
    place = NUMBERED.sub("", name)
    after = [line.strip()[1:].strip() for line in lines.splitlines() if line.strip()[:1] == "+"]
    for each in LISTED.get(place, ()):
        if any(each["altered"] in line for line in after):
            return str(each["reason"])
    for each in LISTED[EVERYWHERE]:
        if after and all(re.search(each["altered"], line) for line in after):
            return str(each["reason"])
    return ""
