"""What a turn may know."""

from flows.talk.screens import button
from flows.talk.turn import no_caption


def test_where_no_screen_is_written_no_button_has_words() -> None:
    assert no_caption(button("show", "pick.decision.card")) == ""
