"""Two plans side by side: the places where they differ, in words a person can act on."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

ONLY_THE_PRODUCT = ("lines", "guideline")
IN_ANY_ORDER = ("pneumocystis.cautions", "agent.blocked.", "notices")
STAND_LAST = ("failed", "not_tolerated")

Planner = Callable[[Mapping[str, object]], Mapping[str, Any]]


class Difference(NamedTuple):
    """The first case on which two planners differ, and every place of it."""

    case: Mapping[str, object]
    places: tuple[str, ...]

    def __str__(self) -> str:
        given = "\n".join(f"    {key} = {value!r}" for key, value in self.case.items())
        return "\n".join(("differs for the case", given, *self.places))


def differences(
    cases: Iterable[Mapping[str, object]], planner: Planner, oracle: Planner
) -> Iterator[Difference]:
    """One difference for each case that the two do not answer alike."""
    for case in cases:
        ours, theirs = dict(planner(case)), dict(oracle(case))
        for key in ONLY_THE_PRODUCT:
            ours.pop(key, None)
        if _text(ours) != _text(theirs) and (places := tuple(_places(ours, theirs, ""))):
            yield Difference(case, places)


def _text(plan: Any) -> str:
    """As JSON, where 0 is not false and "28" is not 28."""
    return json.dumps(plan, sort_keys=True, default=repr)


def _places(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key in dict.fromkeys((*theirs, *ours)):
            yield from _places(
                ours.get(key, "(no such key)"), theirs.get(key, "(no such key)"), f"{path}.{key}"
            )
    elif _order_matters(path, ours, theirs) and len(ours) == len(theirs):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _places(one, other, f"{path}[{place}]")
    elif _plain(path, ours) != _plain(path, theirs) or type(ours) is not type(theirs):
        yield f"  {path[1:]}: planner {ours!r}, oracle {theirs!r}"


def _order_matters(path: str, ours: Any, theirs: Any) -> bool:
    lists = isinstance(ours, list) and isinstance(theirs, list)
    return lists and not path[1:].startswith(IN_ANY_ORDER)


def _plain(path: str, value: Any) -> Any:
    """The value as far as it is laid down: the order of a list and the words of a text are not."""
    if path == ".allowed":
        return bool(value)
    if not isinstance(value, list) or not path[1:].startswith(IN_ANY_ORDER):
        return value
    last = value[-1:] if value[-1:] and value[-1] in STAND_LAST else []
    return sorted(map(_text, value[: len(value) - len(last)])), last
