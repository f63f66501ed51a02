"""An hour in which everything that is sent fails alike, from the first reminder on."""

import pytest

from tests.campaigns import seed, size
from tests.delivery.campaign import scratch
from tests.delivery.telegram import AN_HOUR_SECONDS, Fault
from tests.delivery.world import Script, World

CALM = Script(days=3, plans=3, crash_every=0, faulty=0)
STORIES = size("hours")


@pytest.mark.wide
@pytest.mark.parametrize(
    ("fault", "repeats"),
    [
        (Fault.SERVER_ERROR, False),  # 5xx, not taken: others are told, and it is called failed
        (Fault.ANSWER_LOST, True),  # 5xx or a network that ends, taken
        (Fault.TIMED_OUT, True),
        (Fault.FLOOD, False),  # 429
        (Fault.NOT_SENT, False),  # no network
    ],
)
def test_an_hour_of_one_fault_loses_nothing_and_repeats_nothing_unmarked(
    fault: Fault, repeats: bool
) -> None:
    """Whatever is lost or comes again without its mark ends the story with an error."""
    for story in range(STORIES):
        with scratch() as folder:
            world = World(seed=seed(71) + story, folder=folder, script=CALM)
            world.telegram.stays = fault
            played = world.played()
        assert world.telegram.hour_ends < world.loop.time() - AN_HOUR_SECONDS
        assert played.faults[fault] > 1
        assert played.counts["told"] > 0
        assert (played.counts["repeats"] > 0) is repeats
