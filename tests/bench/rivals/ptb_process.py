"""A rival's bot as a process: `python -m tests.bench.rivals.ptb_process KIND ROOT FOLDER`.

It polls and answers as its library does by itself, one update after the other: its conversation
handler asks for that.
"""

import logging
import sys
import warnings
from pathlib import Path

from telegram.ext import Application, PicklePersistence

from bot.transport.telegram.api.request import AiohttpRequest
from tests.bench.rivals.conversation import questions
from tests.bench.stub import TOKEN

SHIPPED, SAME_REQUEST, PICKLE = "memory, as shipped", "memory, same request", "pickle, as shipped"


def serve(kind: str, root: str, folder: Path) -> None:
    """Serves until it is killed."""
    builder = Application.builder().token(TOKEN).base_url(f"{root}/bot")
    if kind == SAME_REQUEST:
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    if kind == PICKLE:
        folder.mkdir()
        builder = builder.persistence(PicklePersistence(folder / "kept"))
    work = builder.build()
    work.add_handler(questions(planning=False, persistent=kind == PICKLE))
    work.run_polling()


if __name__ == "__main__":
    logging.disable()
    warnings.simplefilter("ignore")  # ConversationHandler says that it mixes kinds of updates
    serve(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
