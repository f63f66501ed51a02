"""A wish on its way, for the person who pressed: what every screen is made from."""

from dataclasses import dataclass, replace

from flows.decision.button_code import ASKED, Wish
from flows.decision.table import Choosing
from flows.plan.status import to_the_card
from flows.reminder.press.check import Admitted
from flows.talk.screens import Rows, button
from flows.talk.turn import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The wish, the plan it is about, and the turn it belongs to."""

    choosing: Choosing
    admitted: Admitted
    context: Context

    def wanting(self, wish: Wish) -> "Screen":
        """The same for another wish."""
        now = self.choosing
        choosing = replace(now, wish=wish)
        return Screen(choosing=choosing, admitted=self.admitted, context=self.context)

    def at(self, state: str) -> "Screen":
        """The same where this state is reached; a step rests on the findings that are shown."""
        wish = self.choosing.wish
        if state == "step_check":
            return self.wanting(replace(wish, chosen=self.choosing.options("step_found")))
        stays = wish.drug is None or state not in ASKED.get(wish.verb, ())
        return self if stays else self.wanting(wish.up_to(state))


def way_out(context: Context) -> Rows:
    """Out of the decisions: to the plan's card, or in a group to what stood there before."""
    return to_the_card(context) or ((button("decide.leave", "pick.decision.leave"),),)
