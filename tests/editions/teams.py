"""Teams are made, bound to their groups and filled by invitation, as their people would do it."""

from flows.talk.turn import Pressed
from tests.editions.people import ADMINISTRATOR, BANDS, TRAINEE, Band
from tests.editions.scene import Scene


async def teams(there: Scene) -> None:
    """Every team with its people, one of them in two; one invitation was never taken."""
    for band in BANDS:
        await _team(there, band)
    code = await _code(there, ADMINISTRATOR, "invite.prescriber", 2)
    await there.commands(BANDS[0].maker, "start", code)
    code = await _code(there, ADMINISTRATOR, "invite.trainee", 0)
    await there.commands(TRAINEE, "start", code)
    await invited(there, "prescriber", 1)


async def invited(there: Scene, role: str, team: int) -> str:
    """A code for this role that nobody has taken."""
    return await _code(there, ADMINISTRATOR, f"invite.{role}", team)


async def _team(there: Scene, band: Band) -> None:
    await _pressed(there, band.maker, "team.new", band.number)
    await _pressed(there, band.maker, f"zone.yes.{band.zone}", band.number)
    for setting in band.settings:
        await _pressed(there, band.maker, f"team.{setting}", band.number)
    if band.chat:
        code = await _code(there, band.maker, "bind", band.number)
        await there.commands(band.maker, "link", code, band.chat)
    nurse = await _code(there, band.maker, "invite.care_team", band.number)
    await there.commands(band.nurse, "start", nurse)
    second = await _code(there, ADMINISTRATOR, "invite.prescriber", band.number)
    await there.commands(band.second, "start", second)
    if band.chat:
        proof = Pressed(label="", number=band.number, press="proof")
        await there.answers(band.nurse, proof, band.chat)
    kept = there.desk.store.team(band.number)
    assert kept
    assert (kept.zone, kept.chat) == (band.zone, band.chat)
    assert len(there.desk.store.people(band.number)) == len({band.maker, band.second, band.nurse})


async def _pressed(there: Scene, who: int, press: str, team: int) -> None:
    await there.answers(who, Pressed(label="", number=team, press=press))


async def _code(there: Scene, who: int, press: str, team: int) -> str:
    """The code that the press has made, as the message shows it."""
    pages = await there.answers(who, Pressed(label="", number=team, press=press))
    lines = (line for page in pages for line in page.text.splitlines() if line.startswith("/"))
    return next(lines).split()[1]
