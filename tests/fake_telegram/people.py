"""People at their phones: what they send, press and see."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.fake_telegram.messages import Chat, Key, Message
from tests.fake_telegram.shapes import chat_shape, message_shape
from tests.fake_telegram.state import BOT_ID, FakeTelegram, Query

FILE = {"file_id": "f", "file_unique_id": "u"}
PICTURE = {**FILE, "width": 90, "height": 90}
STICKER = {**PICTURE, "type": "regular", "is_animated": False, "is_video": False}
CONTENTS: dict[str, Any] = {
    "sticker": STICKER,
    "voice": {**FILE, "duration": 2},
    "video_note": {**FILE, "length": 240, "duration": 2},
    "audio": {**FILE, "duration": 2},
    "photo": [PICTURE],
    "video": {**PICTURE, "duration": 2},
    "animation": {**PICTURE, "duration": 2},
    "document": FILE,
    "location": {"latitude": 52.5, "longitude": 13.4},
    "contact": {"phone_number": "1", "first_name": "A"},
    "dice": {"emoji": "🎲", "value": 3},
    "poll": {
        "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
        "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False,
    },
    "story": {"chat": {"id": 5, "type": "private", "first_name": "A"}, "id": 1},
    "pinned_message": {"chat": {"id": 5, "type": "private"}, "message_id": 1, "date": 0},
    "new_chat_title": "Another name",
    "unheard_of": {"what": "a kind of message that is not invented yet"},
}  # fmt: skip
ACCESSIBLE = timedelta(hours=48)


class NoSuchButton(AssertionError):
    """Nothing on the screen reads like this."""


@dataclass(slots=True)
class Person:
    """A user, with the private chat or the group that they write in."""

    telegram: FakeTelegram
    id: int
    chat: Chat

    # ------------------------------------------------------------------ what they send

    def says(self, text: str, **more: Any) -> int:
        """A text message waits for the bot; the number of its update."""
        return self.telegram.push(message={**self._written(text), **more})

    def edits(self, text: str) -> int:
        """Their last message now reads like this."""
        last = next(m for m in reversed(self.chat.messages) if m.sender == self.id)
        shape = message_shape(self.telegram, last)
        edited = {**shape, "text": text, "edit_date": int(self.telegram.now().timestamp())}
        return self.telegram.push(edited_message=edited)

    def forwards(self, text: str) -> int:
        """A message that somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1_000_000_000}
        return self.says(text, forward_origin=origin)

    def says_via_a_bot(self, text: str) -> int:
        """A message that another bot made for them."""
        return self.says(text, via_bot={"id": 9, "is_bot": True, "first_name": "gif"})

    def sends(self, kind: str, **more: Any) -> int:
        """Anything that is not text, perhaps with a caption."""
        shape = self._written(f"({kind})")
        del shape["text"]
        return self.telegram.push(message={**shape, kind: CONTENTS[kind], **more})

    def _written(self, text: str) -> dict[str, Any]:
        now = self.telegram.now()
        shape = message_shape(self.telegram, self.chat.add(sender=self.id, date=now, text=text))
        if text.startswith("/") and (command := text.split(maxsplit=1)[0])[1:]:
            shape["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return shape

    # ------------------------------------------------------------------ what they press

    def button(self, text: str) -> tuple[Message, Key]:
        """The lowest button that reads like this, with its message."""
        for message in reversed(self.chat.messages):
            for key in message.buttons():
                if key.text == text:
                    return message, key
        raise NoSuchButton(f"{text!r} is not on this screen:\n{self.screen()}")

    def taps(self, text: str) -> str:
        """The lowest button that reads like this is pressed; the number of the press."""
        message, key = self.button(text)
        return self.presses(message, key.data)

    def presses(self, message: Message, data: str) -> str:
        """This client sends this data from under this message, shown or not."""
        press = str(len(self.telegram.queries) + 1)
        self.telegram.queries[press] = Query(
            who=self.id,
            chat=self.chat.id,
            message=message.number,
            pressed_at=self.telegram.now(),
        )
        self.telegram.push(
            callback_query={
                "id": press,
                "from": self.telegram.people[self.id],
                "message": self._sent_along(message),
                "chat_instance": "1",
                "data": data,
            }
        )
        return press

    def _sent_along(self, message: Message) -> dict[str, Any]:
        """The message as Telegram sends it with a press: only its number once it is old."""
        shape = message_shape(self.telegram, message)
        if self.telegram.now() - message.date < ACCESSIBLE:
            return shape
        return {"chat": shape["chat"], "message_id": message.number, "date": 0}

    def blocks(self) -> int:
        """The bot may not write to them any more."""
        return self._changes("member", "kicked", until_date=0)

    def comes_back(self) -> int:
        """The bot may write to them again."""
        return self._changes("kicked", "member")

    def _changes(self, before: str, after: str, **more: Any) -> int:
        self.chat.blocked = after == "kicked"
        bot = self.telegram.bot()
        was = {"until_date": 0} if before == "kicked" else {}
        return self.telegram.push(
            my_chat_member={
                "chat": chat_shape(self.chat),
                "from": self.telegram.people[self.id],
                "date": int(self.telegram.now().timestamp()),
                "old_chat_member": {"user": bot, "status": before, **was},
                "new_chat_member": {"user": bot, "status": after, **more},
            }
        )

    # ------------------------------------------------------------------ what they see

    def heard(self) -> list[Message]:
        """Every message of the bot, oldest first."""
        return [message for message in self.chat.messages if message.sender == BOT_ID]

    def reads(self) -> str:
        """The bot's last message, or nothing."""
        return self.heard()[-1].text if self.heard() else ""

    def toast(self, press: str) -> str | None:
        """The short answer to a press: None while there is none, "" where it says nothing."""
        return self.telegram.queries[press].answer

    def screen(self, last: int = 6) -> str:
        """The end of the chat as it looks now."""
        return "\n".join(_drawn(message, self.id) for message in self.chat.messages[-last:])


def _drawn(message: Message, reader: int) -> str:
    speaker = "> " if message.sender == reader else "  "
    lines = [f"{speaker}{line}" for line in message.text.splitlines()]
    lines += ["    " + " ".join(f"[ {key.text} ]" for key in row) for row in message.keyboard]
    return "\n".join((*lines, ""))


def person(telegram: FakeTelegram, id: int, name: str = "A clinician") -> Person:  # noqa: A002
    """Somebody who has opened a private chat with the bot."""
    chat = Chat(id=id, kind="private", title=name, first_message=id % 1_000 * 1_000 + 1)
    telegram.people[id] = {"id": id, "is_bot": False, "first_name": name}
    return Person(telegram, id, telegram.chats.setdefault(id, chat))


def member(someone: Person, group: int, title: str = "A team") -> Person:
    """The same person, writing in a group that the bot is in."""
    chat = someone.telegram.chats.setdefault(
        group, Chat(id=group, kind="supergroup", title=title, first_message=1)
    )
    chat.members.add(someone.id)
    return Person(someone.telegram, someone.id, chat)
