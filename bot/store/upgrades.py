"""What a body of an earlier schema lacks."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Body = Any  # a JSON value
Upgrade = Callable[[Body], Body]
Upgrades = Mapping[tuple[str, int], Upgrade]  # (kind, schema) -> the body one schema later


def _same(body: Body) -> Body:
    return body


def _session_1(body: Body) -> Body:
    """No question but a draft's was ever open, and nothing was learnt."""
    return {**body, "question": None, "learnt": {}}


def _plan_1(body: Body) -> Body:
    """Nothing was decided since it was made; each revision was one writing."""
    return {
        **body,
        "serial": body["revision"],
        "made_by": 0,
        "decisions": [],
        "team": 0,
        "live": True,
        "checked_by": 0,
        "checked_name": "",
        "checked_at": None,
        "closed_at": None,
    }


UPGRADES: Upgrades = MappingProxyType(
    {
        ("session", 1): _session_1,
        ("plan", 1): _plan_1,
        ("deed", 1): _same,
        ("label", 1): _same,
        ("meta", 1): _same,
    }
)
