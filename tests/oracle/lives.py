"""A life and its witness, day by day, until they first differ."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from tests.oracle.life import Life
from tests.oracle.permitted import verdict
from tests.oracle.walks import random_answer, random_case, steroid_wish, wishes
from tests.oracle.witness import Witness

START = {"mild": 35, "moderate": 50, "severe": 70}


class Found(NamedTuple):
    """The seed of a life, what happened in it, and where the product says otherwise."""

    seed: int
    happened: tuple[str, ...]
    differs: str

    def __str__(self) -> str:
        return "\n".join((f"life {self.seed}: {self.differs}", *self.happened))


def differences(seeds: range) -> Iterator[Found]:
    """The first difference of each life that has one."""
    for seed in seeds:
        found = lived(seed)
        if found is not None:
            yield found


def lived(seed: int, *, longest: int = 260) -> Found | None:
    """One life; None where the product says the same all along it."""
    chance, happened = Random(seed), list[str]()
    case = random_case(chance)
    begins = chance.random() < 0.7
    happened.append(f"begins {begins}: {case}")
    life, witness = made(case, begins=begins)
    busy = chance.choice((0.05, 0.12, 0.3))
    for _ in range(chance.randint(20, longest)):
        life.morning()
        try:
            for differs in day(chance, life, witness, busy, happened):
                return Found(seed, tuple(happened), differs)
        except Exception as error:
            return Found(seed, tuple(happened), f"(!) day {life.today}: {error!r}")
        life.evening()
    return None


def made(case: dict, *, begins: bool) -> tuple[Life, Witness]:  # type: ignore[type-arg]
    from bot.guideline import shipped
    from core.edition.kept_plan import as_it_stands
    from core.edition.kept_plan import made as kept

    text = kept(shipped(), case)
    plan = as_it_stands(shipped(), case, text).plan
    start = int(plan.start.mg * 2) if plan.start else 0
    life = Life.made(case, start, begins=begins)
    if plan.course is None:
        life.steroid.ended = True
    return life, Witness.made(life, case, begins=begins)


def day(
    chance: Random, life: Life, witness: Witness, busy: float, happened: list[str]
) -> Iterator[str]:
    """What happens on one day, and every difference after it."""
    something = life.today == 0 or chance.random() < 0.04
    if chance.random() < 0.07:  # blood is tested; a hold for want of it stays
        something = True
        for each in life.diaries:
            mark = each.on(life.today)
            if mark and mark.why == "tests_overdue":
                witness.keep_holds()
        life.tested = life.today
        happened.append(f"{life.today}: tested")
    steroid = steroid_wish(chance, life)
    wished = [steroid] if steroid else []
    if chance.random() < busy:
        wished.extend(wishes(chance, life))
    for wish in wished:
        something = True
        if wish.drug is None:
            if witness.refusal(wish) is None:
                happened.append(f"{life.today}: {wish}")
                witness.take(wish)
                life.take(wish)
            continue
        may, why = verdict(life, wish)
        refusal = witness.refusal(wish)
        happened.append(f"{life.today}: {may} {why} {wish}")
        if may == "open":
            continue
        if (may == "no") != (refusal is not None):
            yield f"(f) {wish.move}: {may} {why}, but {refusal}"
        if may == "yes":
            witness.take(wish)
            life.take(wish)
    if chance.random() < busy / 6:
        something = True
        given = random_answer(chance, life)
        happened.append(f"{life.today}: answered {given}")
        witness.answer(given)
        life.answer(given)
    if something:
        yield from witness.differences()
