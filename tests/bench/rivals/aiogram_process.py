"""A rival's bot of aiogram 3 as a process: `aiogram_process.py ROOT [REDIS]`.

Run in an environment of its own, so it shares no module with the others. It polls and answers as
its library does by itself; what it keeps of a dialogue is in memory, or in Redis.
"""

import asyncio
import logging
import sys
from decimal import Decimal

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

TOKEN = "1:bench"  # opens nothing
SUBTYPES = (
    "Dermatomyositis", "Polymyositis", "Immune-mediated necrotizing", "Antisynthetase",
    "Overlap myositis",
)  # fmt: skip
SEVERITIES = ("Mild", "Moderate", "Severe")
ILDS = ("Yes", "No", "Not known")
work = Dispatcher(storage=RedisStorage.from_url(sys.argv[2]) if sys.argv[2:] else MemoryStorage())


class Asked(StatesGroup):
    """The question that is open."""

    weight, subtype, severity, ild, confirm = State(), State(), State(), State(), State()


def keyboard(words: tuple[str, ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=word, callback_data=word)] for word in words]
    )


@work.message(Command("new"))
async def new(message: Message, state: FSMContext) -> None:
    await state.set_state(Asked.weight)
    await message.answer("Weight in kg?", reply_markup=keyboard(()))


@work.message(Asked.weight, F.text)
async def weight(message: Message, state: FSMContext) -> None:
    await state.update_data(weight_kg=str(Decimal(message.text)))
    await state.set_state(Asked.subtype)
    await message.answer("Subtype?", reply_markup=keyboard(SUBTYPES))


async def shown(press: CallbackQuery, text: str, words: tuple[str, ...] = ()) -> None:
    """The press is answered and its message replaced."""
    await press.answer()
    await press.message.edit_text(text, reply_markup=keyboard(words))


@work.callback_query(Asked.subtype)
async def subtype(press: CallbackQuery, state: FSMContext) -> None:
    await state.update_data(subtype=press.data.lower())
    await state.set_state(Asked.severity)
    await shown(press, "Severity?", SEVERITIES)


@work.callback_query(Asked.severity)
async def severity(press: CallbackQuery, state: FSMContext) -> None:
    await state.update_data(severity=press.data.lower())
    await state.set_state(Asked.ild)
    await shown(press, "Lung disease?", ILDS)


@work.callback_query(Asked.ild)
async def ild(press: CallbackQuery, state: FSMContext) -> None:
    answers = await state.update_data(ild=press.data.lower())
    await state.set_state(Asked.confirm)
    await shown(press, read_back(answers), ("Make the plan",))


@work.callback_query(Asked.confirm)
async def confirm(press: CallbackQuery, state: FSMContext) -> None:
    await shown(press, read_back(await state.get_data()))
    await state.clear()


def read_back(answers: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in answers.items())


if __name__ == "__main__":
    logging.disable()
    session = AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[1]))
    asyncio.run(work.start_polling(Bot(TOKEN, session=session)))
