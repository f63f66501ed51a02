"""The same intake as python-telegram-bot's own ConversationHandler keeps it: in memory."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import clock
from bot.commands.plan_json import answer
from tests.bench.drive import Work
from tests.bench.stub import TOKEN, Stub

WEIGHT, SUBTYPE, SEVERITY, ILD, CONFIRM = range(5)
Context = ContextTypes.DEFAULT_TYPE
SUBTYPES = (
    "Dermatomyositis", "Polymyositis", "Immune-mediated necrotizing", "Antisynthetase",
    "Overlap myositis",
)  # fmt: skip
SEVERITIES = ("Mild", "Moderate", "Severe")
ILDS = ("Yes", "No", "Not known")


def application(stub: Stub) -> Any:
    """A builder whose bot talks to the stub."""
    bot = ExtBot(TOKEN, request=stub, get_updates_request=stub)
    return Application.builder().bot(bot).updater(None)


def keyboard(words: Iterable[str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(word, callback_data=word)] for word in words]
    )


async def shown(update: Update, text: str, words: Iterable[str] = ()) -> None:
    """The press is answered and its message replaced, or a message is answered by another."""
    if query := update.callback_query:
        await query.answer()
        await query.edit_message_text(text, reply_markup=keyboard(words))
    elif update.message:
        await update.message.reply_text(text, reply_markup=keyboard(words))


def conversation(stub: Stub, *, planning: bool) -> Work:
    """An application that asks the questions."""
    work: Work = application(stub).build()
    work.add_handler(questions(planning=planning))
    return work


def questions(*, planning: bool, persistent: bool = False) -> Any:
    """Five questions; at the end a short text, or the text of the plan that was asked for."""

    async def begin(update: Update, _context: Context) -> int:
        await shown(update, "Weight in kg?")
        return WEIGHT

    async def weight(update: Update, context: Context) -> int:
        context.user_data["weight_kg"] = str(Decimal(update.message.text))
        await shown(update, "Subtype?", SUBTYPES)
        return SUBTYPE

    async def subtype(update: Update, context: Context) -> int:
        context.user_data["subtype"] = update.callback_query.data.lower()
        await shown(update, "Severity?", SEVERITIES)
        return SEVERITY

    async def severity(update: Update, context: Context) -> int:
        context.user_data["severity"] = update.callback_query.data.lower()
        await shown(update, "Lung disease?", ILDS)
        return ILD

    async def ild(update: Update, context: Context) -> int:
        context.user_data["ild"] = update.callback_query.data.lower()
        await shown(update, read_back(context.user_data, planning=planning), ["Make the plan"])
        return CONFIRM

    async def confirm(update: Update, context: Context) -> int:
        await shown(update, read_back(context.user_data, planning=planning))
        context.user_data.clear()
        return ConversationHandler.END

    return ConversationHandler(
        entry_points=[CommandHandler("new", begin)],
        states={
            WEIGHT: [MessageHandler(filters.TEXT, weight)],
            SUBTYPE: [CallbackQueryHandler(subtype)],
            SEVERITY: [CallbackQueryHandler(severity)],
            ILD: [CallbackQueryHandler(ild)],
            CONFIRM: [CallbackQueryHandler(confirm)],
        },
        fallbacks=[],
        name="intake",
        persistent=persistent,
    )


def read_back(answers: dict[str, str], *, planning: bool) -> str:
    """The answers as text, with what the planner makes of them where it is asked."""
    said = ", ".join(f"{name} {value}" for name, value in answers.items())
    if not planning:
        return said
    planned = answer({**answers, "start_date": clock.now().date().isoformat()})
    return "\n".join([said, *(f"{row['mg']} mg, {row['days']} days" for row in planned["rows"])])


def bare(stub: Stub) -> Work:
    """One handler that answers everything with the same text and the same buttons."""

    async def always(update: Update, _context: Context) -> None:
        await shown(update, "Thank you.", WORDS)

    work: Work = application(stub).build()
    work.add_handler(TypeHandler(Update, always))
    return work


WORDS = ("Dermatomyositis", "Moderate", "No", "Make the plan")
