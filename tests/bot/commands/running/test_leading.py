"""A process that leads, or does so no more."""

from bot.commands.running.leading import Leading
from bot.transport import TRY_AGAIN, CannotServe


async def test_one_whose_lead_was_taken_says_so_whatever_it_meets_meanwhile() -> None:
    leads, met = Leading(), CannotServe("another process polls", code=TRY_AGAIN)
    assert leads.ends_by(met) is met
    leads.over = "another process has taken over"
    ends = leads.ends_by(met)
    assert (str(ends), ends.code) == ("another process has taken over", TRY_AGAIN)
