"""An agent's whole life at the terminal: named, begun, raised, held, resumed and stopped."""

from pathlib import Path

from tests.bot.playing import Play, playing

NOT_BEGUN = (
    "/new", "72", "Dermatomyositis", "Moderate", "No",
    "Add details", "Age, sex, height", "Age", "45", "Sex", "Male", "Back",
    "Kidneys, liver", "Kidney function", "90", "Hepatitis B", "Negative", "Back",
    "What the agent waits for", "No to each one named above", "No immunosuppressant ever", "Done",
    "First day of the agent", "Not yet",
)  # fmt: skip


async def said(play: Play, *lines: str) -> str:
    """What comes of these lines, its line ends as blanks."""
    return " ".join((await play.says(*lines)).split())


async def test_an_agent_is_begun_raised_held_resumed_and_stopped(tmp_path: Path) -> None:
    async with playing(tmp_path / "data") as play:
        review = await said(play, *NOT_BEGUN)
        assert "methotrexate is ready and not begun yet" in review
        made = await said(play, "Make the plan", "More", "Share with a team", "Team 1")
        assert "once a week" not in made
        asked = await said(play, "+8d")
        assert "methotrexate, begun or not?" in asked
        assert "once a week" not in asked
        check = await said(play, "Begin", "Thursday 03-Dec-2026")
        assert "Nothing has changed yet" in check
        begun = await said(play, "Confirm")
        assert "methotrexate 15 mg once a week on Thursday, never daily" in begun
        assert "Folic acid" in begun
        asked = await said(play, "+31d")
        assert "20 mg once a week on Thursday" not in asked  # nobody has confirmed it
        check = await said(play, "Rise to 20 mg", "by mouth")
        assert "By confirming you affirm: blood count" in check
        assert "methotrexate is taken by mouth" in check
        raised = await said(play, "Confirm")
        assert "methotrexate 20 mg once a week on Thursday" in raised
        label = play.desk.store.plans_of(1)[0].label
        card = await said(play, "/plans", label, "More")
        assert "raised (blood tests acceptable)" in card
        held = await said(
            play,
            "Back to the card", "Decide", "methotrexate", "Hold", "low blood counts",
            "until somebody says so", "Confirm",
        )  # fmt: skip
        assert "none of it until a prescriber resumes it" in held
        asked = await said(play, "+8d")
        assert "Resume methotrexate, or stop it?" in asked
        resumed = await said(play, "Resume", "15 mg", "Confirm")
        assert "methotrexate 15 mg once a week on Thursday" in resumed
        stopped = await said(
            play, "/plans", label, "Decide", "methotrexate", "Stop", "liver tests", "Confirm"
        )
        assert "methotrexate stopped on" in stopped
        assert "as a candidate; see Medicines for what it waits for" in stopped
        assert "once a week" not in await said(play, "+8d")
        assert "held, low blood counts" in await said(play, "/plans", label, "Decide", "Revisions")
