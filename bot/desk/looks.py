"""Who has looked at which plan on this day: what the audit has by now is not given to it again."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from bot.store import Change, NotSaved, Store
from flows.talk.turn import Deed

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Looks:
    """Those of one day that this process knows to be kept; the store knows those before."""

    _since: datetime | None = None
    _kept: set[tuple[int, Deed]] = field(default_factory=set)

    def fresh(self, who: int, looks: tuple[Deed, ...]) -> tuple[Deed, ...]:
        """Those of this person that may not be kept yet."""
        return tuple(each for each in looks if (who, each) not in self._kept)

    def kept(self, who: int, looks: tuple[Deed, ...]) -> None:
        """They are; whatever was of another day is forgotten."""
        for each in looks:
            if each.since != self._since:
                self._since = each.since
                self._kept.clear()
            self._kept.add((who, each))

    async def noted(self, store: Store, who: int, looks: tuple[Deed, ...], at: datetime) -> bool:
        """Whether the store has them; a plan is shown also where nothing can be written now."""
        if deeds := self.fresh(who, looks):
            try:
                await store.commit(Change(at=at, who=who, deeds=deeds))
            except NotSaved:
                log.exception("the audit lacks who has looked at a plan")
                return False
            self.kept(who, looks)
        return True
