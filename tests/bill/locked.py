"""The libraries of a lock: name, version, and what each is needed by."""

import re
from dataclasses import dataclass
from pathlib import Path

PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[a-z,]+\])?==(?P<version>[^ ;\n]+)(?P<when>[^\n]*)\n"
    r"(?P<more>(?:    [^\n]*(?:\n|\Z))+)",
    re.M,
)
NEEDED_BY = re.compile(r"^    #(?: via|  ) +([a-z0-9-]+)", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One library."""

    name: str
    version: str
    needed_by: tuple[str, ...]
    everywhere: bool  # else on some systems or for some versions of Python only

    @property
    def purl(self) -> str:
        """It as a package address."""
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(lock: Path) -> tuple[Locked, ...]:
    """Every library of the lock, by name."""
    found = PIN.finditer(lock.read_text(encoding="utf-8"))
    return tuple(
        Locked(
            name=pin["name"],
            version=pin["version"],
            needed_by=tuple(NEEDED_BY.findall(pin["more"])),
            everywhere=";" not in pin["when"],
        )
        for pin in found
    )
