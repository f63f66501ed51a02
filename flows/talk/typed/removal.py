"""An offer to delete the message that could name a patient, wherever its refusal stands."""

from collections.abc import Iterator
from dataclasses import replace

from flows.talk.records import Place
from flows.talk.replies import Ask, Note, Remove, Reply, Review, Toast
from flows.talk.screens import Block, button
from flows.talk.turn import Context, Pressed, Session, Turn

PRESS = "wipe"
WHY = "identifier"
REFUSED = f"refused.{WHY}"


def offered(turn: Turn, context: Context) -> Turn:
    """The turn; where it says that a message looked like an identifier, one press deletes it."""
    message, place = context.known.said, context.known.place
    if not message or place is not Place.PRIVATE:
        return turn
    return replace(turn, replies=tuple(_each(turn.replies, message)))


def _each(replies: tuple[Reply, ...], message: int) -> Iterator[Reply]:
    row = (button(PRESS, "pick.wipe", its_label="", its_number=message),)  # before all others
    for reply in replies:
        match reply:
            case Ask(refused=why) | Review(refused=why) if why == WHY:
                yield replace(reply, choices=(row, *reply.choices))
            case Note(blocks=blocks) if any(map(_refuses, blocks)):
                first = sorted(blocks, key=_refuses, reverse=True)
                yield replace(reply, blocks=tuple(first), choices=(row, *reply.choices))
            case _:
                yield reply


def _refuses(block: Block) -> bool:
    return any(each.says == REFUSED for each in block)


def removed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Telegram is asked to delete that message; whether it did is seen in the chat."""
    del context
    gone = Remove(message=heard.number)
    return Turn(session=session, replies=(gone, Toast(says="toast.wiped")))
