"""The words of a paper's link, there and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from flows.talk.paper_link import PaperLink, payload, read_payload

AT = datetime(2027, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))


def test_label_revision_and_instant_come_back_as_they_were():
    link = PaperLink(label="K7Q-2M3", revision=12, at=datetime(2027, 3, 1, 8, 30, tzinfo=UTC))
    assert read_payload(payload("K7Q-2M3", 12, AT)) == link


def test_a_paper_that_was_not_stamped_is_read_too():
    assert read_payload("paper_K7Q-2M3_4") == PaperLink(label="K7Q-2M3", revision=4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "paper_K7Q-2M3",
        "paper_k7q-2m3_1",
        "paper_K7Q-2M4_1",
        "paper_K7Q-2M3_0",
        "paper_K7Q-2M3_1_20261301T0900",
        "paper_K7Q-2M3_1_20261201T2500",
        "paper_K7Q-2M3_1_20261201T0900_",
    ],
)
def test_another_way_to_start_the_chat_is_no_paper(text: str):
    assert read_payload(text) is None


def test_it_fits_what_a_chat_may_be_started_with():
    longest = payload("K7Q-2M3", 999_999, AT)
    assert len(longest) <= 64
    assert longest.replace("_", "").replace("-", "").isalnum()
    assert longest.isascii()
