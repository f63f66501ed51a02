"""An entry of the audit: codes and keyed hashes, bound to the one before it by a keyed hash."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.engine import Arguments

HASH_BYTES = 12  # of a doer or a plan: enough that no two are the same
COLUMNS = ("seq", "utc", "actor", "action", "plan", "revision", "reason", "prev", "hash")
SAID = COLUMNS[:-2]  # what an entry says; the last two bind it to the one before
AS_TEXT = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
BEFORE_ALL = ""  # in the place of the hash before the first entry


class Seal:
    """What only the installation's secret makes: names of doers and plans, hashes of entries."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._chain = hmac.digest(secret, b"the chain of the audit", "sha256")

    def hashed(self, text: str) -> str:
        """The name by which the audit knows this, which nobody else can make or read."""
        return hmac.digest(self._secret, text.encode(), "sha256")[:HASH_BYTES].hex()

    def person(self, who: int) -> str:
        """The name of a person, by the Telegram number; 0 is the program itself."""
        return self.hashed(f"who {who}")

    def account(self, number: int) -> str:
        """The name of a user of the machine, by the number that the system has for it."""
        return self.hashed(f"account {number}")

    def plan(self, label: str) -> str:
        """The name of a plan; empty where there is none."""
        return self.hashed(f"plan {label}") if label else ""

    def bound(self, before: str, said: dict[str, Any]) -> str:
        """The hash of an entry that says this after the one of that hash."""
        text = AS_TEXT.encode(said)
        return hmac.digest(self._chain, f"{before}{text}".encode(), "sha256").hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A deed as the audit keeps it: doer and plan as keyed hashes, no label and no text."""

    seq: int
    at: datetime  # aware
    who: str
    action: str
    plan: str  # empty: it is of none
    revision: int  # of the plan, once it was done; 0: it is of none
    reason: str
    before: str
    hash: str

    @classmethod
    def of(cls, row: Arguments) -> "Entry":
        """As the row has it; raises ValueError or TypeError where that is none."""
        seq, utc, who, action, plan, revision, reason, before, hash_ = row
        return cls(
            seq=seq,
            at=datetime.fromisoformat(utc),
            who=who,
            action=action,
            plan=plan,
            revision=revision,
            reason=reason,
            before=before,
            hash=hash_,
        )
