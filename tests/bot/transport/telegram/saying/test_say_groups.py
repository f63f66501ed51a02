"""In a group an answer is shown where it can be: its topic, the group, or in private."""

import pytest

from bot.page import Document, Page, Placed
from flows.talk.records import Landing
from tests.bot.transport.telegram.conftest import Bench
from tests.bot.transport.telegram.saying.test_say import CHOICE, says
from tests.fake_telegram.answers import Fault, Refused
from tests.fake_telegram.groups import Group, group, in_topic
from tests.fake_telegram.people import member

FORUM = -1_001_000_000_001


@pytest.fixture
def forum(bench: Bench) -> Group:
    """A group with topics that the doctor writes in."""
    there = group(bench.telegram, FORUM)
    there.lets_in(bench.doctor)
    return there


async def commanded(bench: Bench, thread: int) -> None:
    says(bench, Page(text="55 mg", place=Placed.NEW, buttons=CHOICE))
    member(bench.doctor, FORUM).says("/today", **in_topic(thread))
    await bench.settled()


async def test_a_command_in_a_topic_is_answered_in_it(bench: Bench, forum: Group) -> None:
    await commanded(bench, forum.opens_topic(17))
    assert [(each.text, each.thread) for each in forum.chat.messages[1:]] == [("55 mg", 17)]


@pytest.mark.parametrize("why", ["TOPIC_CLOSED", "message thread not found"])
async def test_a_command_in_a_closed_topic_is_answered_in_the_group(
    why: str, bench: Bench, forum: Group
) -> None:
    refusal = Refused(400, f"Bad Request: {why}")
    bench.telegram.faults.append(Fault(method="sendMessage", answer=refusal))
    await commanded(bench, forum.opens_topic(17))
    assert [(each.text, each.thread) for each in forum.chat.messages[1:]] == [("55 mg", 0)]


async def test_where_the_group_takes_nothing_whoever_asked_reads_it_in_private(
    bench: Bench, forum: Group
) -> None:
    forum.chat.bot = "restricted"
    await commanded(bench, 17)
    (message,) = bench.doctor.heard()
    assert (message.text, message.keyboard) == ("55 mg", ())
    assert bench.bot.line.unshown == 0


async def test_an_answer_to_a_group_that_has_moved_is_shown_there(
    bench: Bench, forum: Group
) -> None:
    big = forum.becomes_supergroup(FORUM - 1, bench.doctor)
    bench.telegram.updates.clear()
    await commanded(bench, 0)
    (message,) = big.chat.messages
    assert (message.text, message.keyboard) == ("55 mg", ())


async def test_an_answer_to_a_press_in_a_group_that_cannot_be_seen_is_no_message_there(
    bench: Bench, forum: Group
) -> None:
    await commanded(bench, forum.opens_topic(17))
    says(bench, Page(text="You may not.", place=Placed.TOAST))
    member(bench.doctor, FORUM).taps("Severe")
    bench.telegram.time += 2 * bench.telegram.query_lifetime
    await bench.settled()
    assert len(forum.chat.messages) == 2
    assert bench.doctor.heard() == []


@pytest.mark.parametrize("why", ["message thread not found", "TOPIC_CLOSED"])
@pytest.mark.parametrize("media", ["image/png", "application/pdf"])
async def test_a_paper_goes_into_its_topic_or_into_the_group_and_plain_where_it_must(
    media: str, why: str, forum: Group, bench: Bench
) -> None:
    paper = Document(name="a.b", media_type=media, data=b"paper")
    page = Page(text="<b>55 mg</b>", place=Placed.NEW, document=paper)
    assert (
        await bench.bot.out.send(FORUM, page, thread=forum.opens_topic(17))
    ).landing is Landing.SENT
    method = "sendPhoto" if media.startswith("image") else "sendDocument"
    for refusal in (why, "can't parse entities: ?"):
        refused = Refused(400, f"Bad Request: {refusal}")
        bench.telegram.faults.append(Fault(method=method, answer=refused))
    assert (await bench.bot.out.send(FORUM, page, thread=17)).landing is Landing.SENT
    first, second = forum.chat.messages
    assert (first.thread, first.text, len(first.entities)) == (17, "55 mg", 1)
    assert (second.thread, second.text, second.entities) == (0, "55 mg", ())


@pytest.mark.parametrize("may", [True, False])
async def test_a_page_is_shown_whether_or_not_it_can_be_pinned(
    bench: Bench, forum: Group, may: bool
) -> None:
    if may:
        bench.telegram.pinning.add(FORUM)
    says(bench, Page(text="55 mg", place=Placed.NEW, pin=True))
    member(bench.doctor, FORUM).says("/today")
    await bench.settled()
    message = forum.chat.messages[-1]
    assert message.text == "55 mg"
    assert bench.telegram.pinned == ({FORUM: (message.number, True)} if may else {})
    assert bench.bot.out.counts["not pinned"] == (not may)
