"""A life and its witness, day by day, until the product first says otherwise."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.campaigns import seed, size
from tests.oracle.left_open import verdict
from tests.oracle.life import Life, Wish
from tests.oracle.walks import random_answer, random_case, steroid_wish, wishes
from tests.oracle.witness import Witness

LENGTHS = (40, 80, 80, 80, 260)
BUSY = (0.05, 0.12, 0.3)  # how often something is wished on a day
QUIET_DAYS, TESTS, ANSWERS, UNDONE = 0.04, 0.07, 1 / 6, 0.2


class Found(NamedTuple):
    """The seed of a life, what happened in it, and where the product says otherwise."""

    seed: int
    happened: tuple[str, ...]
    differs: str

    def __str__(self) -> str:
        return "\n".join((f"life {self.seed}: {self.differs}", *self.happened))


PARTS = 4  # of a campaign, for as many processes as there are
Look = Callable[[Witness], Iterator[str]]  # at what the product says on a day


def differences(seeds: Iterable[int], look: Look = Witness.differences) -> Iterator[Found]:
    """The first difference of each life that has one."""
    return filter(None, (lived(each, look) for each in seeds))


def first_of(campaign: str, fixed: int, part: int, look: Look = Witness.differences) -> str | None:
    """The first difference in this part of a campaign's lives, as it is told; None without one."""
    begin = seed(fixed)
    lives = range(begin + part, begin + size(campaign), PARTS)
    found = next(differences(lives, look), None)
    return found and str(found)


def lived(number: int, look: Look = Witness.differences) -> Found | None:
    """One life; None where the product says the same all along it."""
    chance = Random(number)
    days = Walk.begun(chance, look)
    for _ in range(chance.randint(10, chance.choice(LENGTHS))):
        try:
            differs = next(days.day(), None)
        except Exception as error:  # it is told with the life that raised it
            differs = f"(!) on day {days.life.today}: {error!r}"
        if differs is not None:
            return Found(number, tuple(days.happened), differs)
        days.life.evening()
    return None


@dataclass
class Walk:
    """A life with its witness, and what happened so far."""

    chance: Random
    life: Life
    witness: Witness
    busy: float
    look: Look = Witness.differences
    happened: list[str] = field(default_factory=list)

    @classmethod
    def begun(cls, chance: Random, look: Look) -> "Walk":
        case, begins = random_case(chance), chance.random() < 0.7
        witness = Witness.made(case, begins=begins)
        told = f"{'begins' if begins else 'does not begin'}: {case}"
        return cls(chance, witness.life, witness, chance.choice(BUSY), look, [told])

    def day(self) -> Iterator[str]:
        """What happens on one day, and every difference after it."""
        self.life.morning()
        before = len(self.happened)
        if self.chance.random() < TESTS:
            self._tested()
        if steroid := steroid_wish(self.chance, self.life):
            yield from self._of_the_steroid(steroid)
        if self.chance.random() < self.busy:
            for wish in wishes(self.chance, self.life):
                yield from self._wished(wish)
        if self.chance.random() < self.busy * ANSWERS:
            self._answered()
        quiet = len(self.happened) == before and self.life.today
        if not quiet or self.chance.random() < QUIET_DAYS:
            yield from self.look(self.witness)

    def _tested(self) -> None:
        """Blood is tested; a drug that was held for want of it stays held."""
        self.witness.keep_holds()
        self.life.tested = self.life.today
        self._tell("tested")

    def _of_the_steroid(self, wish: Wish) -> Iterator[str]:
        if self.witness.refusal(wish) is None:
            self._tell(wish)
            yield from self._take(wish)

    def _wished(self, wish: Wish) -> Iterator[str]:
        """Refused where the prose forbids it, taken where it allows it; what it leaves open is
        left alone."""
        may, why = verdict(self.life, wish)
        refusal = self.witness.refusal(wish)
        self._tell(f"{may} {why} {wish}")
        if may != "open" and (may == "no") != (refusal is not None):
            yield f"(f) {wish.move}: {may} {why}, but {refusal}"
        if may == "yes":
            yield from self._take(wish)

    def _take(self, wish: Wish) -> Iterator[str]:
        """Decided; now and then it is undone, unless its first dose is one of today or before."""
        before, text = deepcopy(self.life), self.witness.text
        self.witness.take(wish)
        self.life.take(wish)
        if self.chance.random() > UNDONE:
            return
        begun = self.life.taken() != before.taken()
        if begun != (theirs := self.witness.begun(text)):
            yield f"(f) undo of {wish}: begun {theirs}, not {begun}"
        if not begun:
            self._tell(f"undone {wish}")
            self.witness.text = text
            vars(self.life).update(vars(before))

    def _answered(self) -> None:
        given = random_answer(self.chance, self.life)
        self._tell(f"answered {given}")
        self.witness.answer(given)
        self.life.answer(given)

    def _tell(self, what: object) -> None:
        self.happened.append(f"{self.life.today}: {what}")
