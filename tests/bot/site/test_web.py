"""The demo page, asked by plain clients: visits of their own, limits, what a course leaves."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings
from bot.site.cast import Cast
from bot.site.visit import visit
from bot.site.visits import BURST, Visits
from bot.words import catalogue
from tests.bot.playing import MONDAY
from tests.bot.site.plain_client import ME, NURSE, TEAM, Client, Shut, flat
from tests.bot.site.serving import serving

ANSWERS = ("Dermatomyositis", "Severe", "No", "No emergency sign",
           "Confirm 2 points and make the plan")  # fmt: skip
SETTINGS = Settings(timezone="Europe/Berlin")


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async with serving(now=lambda: MONDAY) as it:
        yield it


@pytest.fixture
async def client(address: str) -> AsyncIterator[Client]:
    async with Client(address).looking() as it:
        yield it


async def planned(client: Client) -> None:
    await client.says("/new")
    await client.says("72")
    for answer in ANSWERS:
        await client.presses(answer)


# ---------------------------------------------------------------------- what is served


async def test_every_file_is_served_with_a_policy_and_asks_for_nothing_elsewhere(
    address: str,
) -> None:
    async with httpx.AsyncClient(base_url=address) as browser:
        for path in ("/", "/page.css", "/page.js", "/icon.svg", "/tables"):
            answer = await browser.get(path)
            assert answer.status_code == 200
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", answer.text)
        assert (await browser.get("/nothing")).status_code == 404


async def test_the_page_is_marked_as_training_in_title_and_head(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as browser:
        page = (await browser.get("/")).text
    assert "<title>myotaper: TRAINING, not a real patient</title>" in page
    assert "<h1>TRAINING, not a real patient</h1>" in page
    assert "[[" not in page


def test_every_sentence_of_the_page_is_said() -> None:
    site = Path(__file__).parents[3] / "bot" / "site"
    said = "\n".join(each.read_text("utf-8") for each in site.iterdir() if each.is_file())
    keys = [key for key in catalogue().texts if key.startswith("demo.")]
    assert [key for key in keys if not re.search(rf"[\"\[]{re.escape(key)}[\"\]]", said)] == []


async def test_what_was_not_let_in_sees_and_does_nothing(address: str) -> None:
    origin = address.rstrip("/")
    async with httpx.AsyncClient(base_url=address) as browser:
        assert (await browser.get("/events")).status_code == 401
        act = await browser.post("/act", json={"do": "play"}, headers={"origin": origin})
        assert act.status_code == 401
        assert (await browser.post("/enter", json={})).status_code == 403
        wrong = await browser.get("/", headers={"host": "example.org"})
        assert (wrong.status_code, wrong.text) == (421, "")


# ---------------------------------------------------------------------- a visit


async def test_a_first_plan_is_made_and_the_inspector_knows_it(client: Client) -> None:
    await client.says("/new")
    assert client.seen["states"]["intake"] == {"weight": 1}
    assert client.seen["plan"] is None
    await client.says("72")
    for answer in ANSWERS:
        await client.presses(answer)
    assert "predniSONE DOSE 70 mg by mouth once a day in the morning" in client.reads()
    plan = client.seen["plan"]
    assert ["Dose in force", "predniSONE 70 mg by mouth once a day in the morning"] in plan[
        "facts"
    ]
    assert "DOSE 70 mg" in flat(plan["card"])
    assert client.seen["states"]["draft"] == {"none": 1}
    assert sum(client.seen["states"]["reminder"].values()) == len(plan["reminders"])


async def test_the_step_of_a_decision_is_lit(client: Client) -> None:
    await planned(client)
    await client.acts(do="push", by="+4w")
    assert client.seen["states"]["decision"] == {"menu": 1}
    await client.presses("Hold 2 weeks")
    assert client.seen["states"]["decision"] == {"hold_reason": 1}


async def test_the_nurse_speaks_in_the_group_and_only_commands_are_heard_there(
    client: Client,
) -> None:
    await planned(client)
    await client.presses("More")
    await client.presses("Share with a team")
    await client.presses("Team 1")
    await client.acts(do="push", by="+5h")
    await client.presses("Dose: seen", chat=TEAM, who=NURSE)
    assert "Acknowledged by Nurse" in client.reads(TEAM)
    before = len(client.chats[TEAM])
    await client.says("good morning", chat=TEAM, who=NURSE)
    assert len(client.chats[TEAM]) == before + 1
    await client.says("/today", chat=TEAM, who=NURSE)
    assert len(client.chats[TEAM]) == before + 3


async def test_a_double_tap_and_a_forged_button_are_told_in_a_toast(client: Client) -> None:
    await client.says("/new")
    await client.says("72")
    message, data = client.button("Dermatomyositis") or (0, "")
    press = {"do": "press", "who": ME, "chat": ME, "message": message, "data": data}
    await client.acts(**press)
    await client.acts(**press)
    assert client.toasts == ["This question was answered, or is asked again below."]
    await client.acts(**{**press, "data": data[:-1] + "!"})
    assert client.toasts[-1] == "This button is not valid here."


async def test_two_visitors_do_not_see_each_other(address: str, client: Client) -> None:
    async with Client(address).looking() as other:
        await client.says("/new")
        assert "How much" in client.reads()
        assert "How much" not in other.reads()


async def test_who_comes_back_sees_what_was_there_and_only_what_is_new(
    address: str, client: Client
) -> None:
    await client.says("/new")
    again = Client(address)
    again.http.cookies = client.http.cookies
    async with again.looking():
        assert again.reads() == client.reads()
    late = Client(address, last=client.last)
    late.http.cookies = client.http.cookies
    await client.says("72")
    async with late.looking():
        assert not late.seen["whole"]
        assert "Which subtype" in late.reads()
        assert "I plan the first treatment" not in late.reads()


async def test_begin_again_is_another_visit_and_the_first_one_is_over(
    address: str, client: Client
) -> None:
    await planned(client)
    code = client.http.cookies["visit"]
    assert await client.posts("/again") == 204
    assert client.http.cookies["visit"] != code
    again = Client(address, last=client.last)
    again.http.cookies = client.http.cookies
    async with again.looking():
        assert again.seen["whole"]
        assert again.seen["plan"] is None


async def test_papers_are_the_visitors_own(address: str, client: Client) -> None:
    await planned(client)
    await client.presses("Papers")
    await client.presses("Chart")
    await client.presses("Table (CSV)")
    chart, table = (each["paper"] for each in client.chats[ME].values() if "paper" in each)
    assert (chart["picture"], table["picture"]) == (True, False)
    for paper, begins, how in ((chart, b"\x89PNG", "inline"), (table, b"", "attachment")):
        got = await client.http.get(f"/papers/{paper['number']}")
        assert got.content.startswith(begins)
        assert got.headers["content-disposition"] == f"{how}; filename*=UTF-8''{paper['name']}"
    async with Client(address).looking() as other:
        assert (await other.http.get("/papers/1")).status_code == 404
    assert (await client.http.get("/papers/99")).status_code == 404


# ---------------------------------------------------------------------- limits


async def test_whoever_is_too_fast_is_told(client: Client) -> None:
    asked = (client.posts("/act", {"do": "pause"}) for _ in range(BURST * 2))
    statuses = await asyncio.gather(*asked)
    assert statuses.count(200) >= BURST
    assert 429 in statuses


async def test_what_is_not_asked_for_is_refused(client: Client) -> None:
    with pytest.raises(Shut, match="400"):
        await client.acts(do="say", who=NURSE, chat=ME, text="of another")
    with pytest.raises(Shut, match="413"):
        await client.says("x" * 5_000)


async def test_a_full_demo_says_so_until_somebody_has_left() -> None:
    async with serving(most=1) as address, Client(address).looking() as first:
        second = Client(address)
        assert await second.posts("/enter") == 503
        assert await first.posts("/enter") == 204
        await second.http.aclose()


async def test_who_does_not_look_any_more_is_let_go(tmp_path: Path) -> None:
    now = [0.0]
    visits = Visits(
        make=lambda number: visit(number, SETTINGS, tmp_path / f"{number}", clock=lambda: MONDAY),
        monotonic=lambda: now[0],
        most=2,
    )
    gone, stays = await visits.entered(), await visits.entered()
    assert gone
    assert stays
    assert await visits.entered() is None
    now[0] = 299.0
    watched = visits.found(stays)
    assert watched
    watched.visit.watched = 1
    await visits.tidy()
    now[0] = 301.0
    third = await visits.entered()
    assert third
    assert visits.found(gone) is None
    assert visits.found(stays) is watched
    assert not (tmp_path / "1").exists()
    await visits.close()
    assert list(tmp_path.iterdir()) == []


async def test_what_falls_due_while_somebody_looks_is_told(tmp_path: Path) -> None:
    time = [MONDAY]
    one = await visit(1, SETTINGS, tmp_path / "1", clock=lambda: time[0])
    for text in ("/new", "72"):
        await one.says(ME, ME, text)
    while one.seen(-1)["plan"] is None:
        await one.cast.beat()
    told = one.scene.board.news
    await one.ring()
    assert one.scene.board.news == told
    time[0] += timedelta(hours=5)
    await one.ring()
    assert one.scene.board.news > told
    await one.leave()


# ---------------------------------------------------------------------- a course plays


async def test_it_plays_only_while_somebody_looks_and_stands_still_when_told(
    address: str,
) -> None:
    client = Client(address)
    async with client.looking():
        await client.acts(do="play")
        await client.acts(do="play")
        await client.until(lambda: client.seen["plan"])
        await client.acts(do="pause")
        await client.until(lambda: not client.seen["playing"])
        await client.acts(do="pause")
        await client.acts(do="play")
        await client.until(lambda: client.seen["playing"])


async def test_a_play_that_fails_stands_still_and_the_visit_goes_on(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_cast: Cast) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Cast, "beat", fails)
    async with Client(address).looking() as client:
        await client.acts(do="play")
        await client.until(lambda: not client.seen["playing"])
        await client.says("/new")
        assert "How much" in client.reads()
