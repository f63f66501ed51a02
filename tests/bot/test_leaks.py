"""Nothing that a person wrote, and no token, is in any log; no name is in the data."""

import io
import json
import logging
from pathlib import Path

import pytest
import pytest_asyncio

from bot import clock
from bot.desk.arrival import Arrival
from bot.transport.telegram.bot import TelegramBot
from bot.wiring import local_desk
from flows.talk.turn import Commanded, Typed
from tests.bot.logs import logged
from tests.bot.served_bot import DOCTOR, SETTINGS, bot_on, serving, settled
from tests.fake_telegram.answers import Fault, Refused, bad_gateway, too_many
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram
from tests.flows.talk.typed.test_privacy import NAMES

TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanary"
DOCTORS_NAME, PATIENTS_NAME, RECORD_NUMBER = "Canaria", "Jane Canary", "MRN 77665544"
WEIGHT = "83.7"
BORN = ("12-03-1957", "1957-03-12")  # as typed, as kept; a hash may hold the year alone
SAID = (
    f"{PATIENTS_NAME} 72 kg",
    RECORD_NUMBER,
    f"born {BORN[0]}",
    f"/new {PATIENTS_NAME}",
    WEIGHT,
)
SECRETS = (TOKEN, DOCTORS_NAME, PATIENTS_NAME, RECORD_NUMBER, *BORN, WEIGHT, str(DOCTOR))


def faults() -> tuple[Fault, ...]:
    """What goes wrong on the way; a fault is used up."""
    return (
        Fault(method="sendMessage", answer=bad_gateway()),
        Fault(method="sendMessage", answer=too_many(1)),
        Fault(
            method="editMessageText", answer=Refused(400, "Bad Request: can't parse entities: ?")
        ),
        Fault(method="answerCallbackQuery", dropped=True),
        Fault(method="getUpdates", answer=bad_gateway()),
    )


async def test_of_five_hundred_names_none_is_kept_or_logged(tmp_path: Path) -> None:
    """Also in small letters, where none can be told from a word: no text is kept at all."""
    ours, others = io.StringIO(), io.StringIO()
    with logged(TOKEN, ours, others, level="debug"):
        desk = local_desk(
            SETTINGS, tmp_path / "data", prescribers=SETTINGS.prescribers, limited=False
        )
        said = [Commanded(name="new", argument=""), Typed(text="72"), Typed(text="yes")]
        said += [Typed(text=name) for name in (*NAMES[::2], *map(str.lower, NAMES[1::2]))]
        for number, heard in enumerate(said, 1):
            now = clock.now()
            about = {"who": DOCTOR, "chat": DOCTOR, "sent": now, "arrived": now}
            assert await desk.converse(Arrival(update=number, heard=heard, **about))
        kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
        desk.store.close()
    written = (kept.decode(errors="replace") + ours.getvalue() + others.getvalue()).lower()
    assert '"weight_kg":"72"' in written
    spelt = ((name.lower(), json.dumps(name.lower())[1:-1]) for name in NAMES)
    assert [each for each in spelt if any(one in written for one in each)] == []


async def conversation(telegram: FakeTelegram, doctor: Person, bot: TelegramBot) -> None:
    """Names, weights and an answer, with faults, a broken update and a forged button."""

    telegram.faults.extend(faults())
    telegram.push(message={"text": PATIENTS_NAME, "date": WEIGHT})
    for text in ("/new", *SAID):
        doctor.says(text)
        await settled(telegram, bot)
    doctor.edits(PATIENTS_NAME)
    doctor.sends("photo", caption=PATIENTS_NAME)
    await settled(telegram, bot)
    doctor.taps("Dermatomyositis")
    await settled(telegram, bot)
    message, key = doctor.button("Severe")
    doctor.presses(message, f"{key.data}{PATIENTS_NAME}")
    await settled(telegram, bot)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of that conversation."""
    return tmp_path_factory.mktemp("leaks") / "data"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def written(folder: Path) -> tuple[str, str]:
    """What the product's handler wrote of that conversation, and what any other would have."""
    ours, others = io.StringIO(), io.StringIO()
    telegram = FakeTelegram(token=TOKEN, clock=clock.now)
    doctor = person(telegram, DOCTOR, DOCTORS_NAME)
    with logged(TOKEN, ours, others, level="debug"):
        desk = local_desk(SETTINGS, folder, prescribers=SETTINGS.prescribers)
        async with served(telegram) as root:
            bot = bot_on(desk, root=root, token=TOKEN)
            async with serving(bot):
                await conversation(telegram, doctor, bot)
        desk.store.close()
        logging.getLogger("telegram.Bot").critical("rejected %r in %s", bot, doctor)
    return ours.getvalue(), others.getvalue()


def test_no_log_of_a_whole_conversation_holds_what_was_said(
    written: tuple[str, str],
) -> None:
    for log in written:
        assert [secret for secret in SECRETS if secret in log] == []


def test_the_libraries_did_speak_at_length(written: tuple[str, str]) -> None:
    """Otherwise the test above would show nothing."""
    for logger in ("telegram.ext.ExtBot", "telegram.ext.Application"):
        assert f'"logger": "{logger}"' in written[0]
    assert "unreadable update" in written[1]


def test_no_name_reaches_the_data(written: tuple[str, str], folder: Path) -> None:
    assert written
    kept = b"".join(file.read_bytes() for file in folder.iterdir())
    names = (DOCTORS_NAME, PATIENTS_NAME, RECORD_NUMBER, *BORN, TOKEN)
    assert [name for name in names if name.encode() in kept] == []
    assert str(DOCTOR).encode() in kept
