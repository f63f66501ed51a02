"""How the bot is used, what it is for and what it keeps, with keys that whoever asks may press."""

from flows.lists.ways import LISTS, TODAY, UPCOMING
from flows.talk.rights import Action, may
from flows.talk.screens import Rows, button, in_rows, say, screen
from flows.talk.turn import Context, Session, Turn
from flows.training.table import LEARN

HELP = "help"
TOLD = (HELP, "about", "privacy")


def about(session: Session, says: str, context: Context) -> Turn:
    """The text below, and the ways on; nothing that is open is changed."""
    makes = may(Action.MAKE, context.known.person)
    text = "say.help_team" if says == HELP and not makes else f"say.{says}"
    told = say(text, plan_days=context.known.retention.plans)
    return screen(session, (told,), rows=_ways(says, makes=makes), anew=True)


def _ways(here: str, *, makes: bool) -> Rows:
    """What can be begun and looked at, by one who makes plans or does not."""
    plans = (
        (button("new", "choice.new"), button("plans.all", "pick.all_plans")),
        (button(TODAY, LISTS[TODAY]), button(UPCOMING, LISTS[UPCOMING])),
    )
    others = (button(each, f"choice.{each}") for each in TOLD if each != here)
    return (*(plans if makes else ()), *in_rows((button(LEARN, "choice.learn"), *others)))
