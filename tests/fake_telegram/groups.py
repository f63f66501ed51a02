"""Groups: who is in them, topics, the bot's coming and going, a new number, and no name."""

from dataclasses import dataclass
from typing import Any

from tests.fake_telegram.messages import Chat
from tests.fake_telegram.people import Person, member
from tests.fake_telegram.shapes import RIGHTS, chat_shape
from tests.fake_telegram.state import FakeTelegram

UNNAMED = 1_087_968_824  # stands for every administrator who shows no name
WRITES = {"member", "administrator"}
LIMITS = {
    "can_send_messages": False, "can_send_audios": False, "can_send_documents": False,
    "can_send_photos": False, "can_send_videos": False, "can_send_video_notes": False,
    "can_send_voice_notes": False, "can_send_polls": False, "can_send_other_messages": False,
    "can_add_web_page_previews": False, "can_change_info": False, "can_invite_users": False,
    "can_pin_messages": False, "can_manage_topics": False, "can_edit_tag": False,
    "can_react_to_messages": False,
}  # fmt: skip


@dataclass(slots=True)
class Group:
    """A group as its members change it."""

    telegram: FakeTelegram
    chat: Chat

    # ------------------------------------------------------------------ who is in it

    def lets_in(self, someone: Person) -> Person:
        """The same person, writing here."""
        self.chat.members.add(someone.id)
        return member(someone, self.chat.id)

    def sends_away(self, someone: Person) -> None:
        """They do not see the group any more, and can press nothing in it."""
        self.chat.members.discard(someone.id)

    # ------------------------------------------------------------------ the bot in it

    def adds_bot(self, by: Person) -> int:
        """The bot is in the group, and may write."""
        return self._changes(by, "member")

    def removes_bot(self, by: Person) -> int:
        """The bot was put out."""
        return self._changes(by, "kicked", until_date=0)

    def leaves_bot_out(self, by: Person) -> int:
        """The bot is no member any more."""
        return self._changes(by, "left")

    def silences_bot(self, by: Person) -> int:
        """The bot is a member that may not write."""
        return self._changes(by, "restricted", is_member=True, until_date=0, **LIMITS)

    def limits_bot(self, by: Person) -> int:
        """The bot is a member that may write, and little else."""
        limits = {**LIMITS, "can_send_messages": True}
        return self._changes(by, "restricted", is_member=True, until_date=0, **limits)

    def promotes_bot(self, by: Person) -> int:
        """The bot is one of the group's administrators."""
        return self._changes(by, "administrator", **RIGHTS)

    def _changes(self, by: Person, status: str, **more: Any) -> int:
        writes = more.get("can_send_messages", status in WRITES)
        before, self.chat.bot = self.chat.bot, "member" if writes else status
        bot = self.telegram.bot()
        old = {"user": bot, "status": before if before in {"member", "left"} else "left"}
        return self.telegram.push(
            my_chat_member={
                "chat": chat_shape(self.chat),
                "from": self.telegram.people[by.id],
                "date": int(self.telegram.now().timestamp()),
                "old_chat_member": old,
                "new_chat_member": {"user": bot, "status": status, **more},
            }
        )

    # ------------------------------------------------------------------ what becomes of it

    def ends(self) -> None:
        """The group is gone, and nobody reports it."""
        self.chat.bot = "deactivated"

    def becomes_supergroup(self, number: int, by: Person) -> "Group":
        """The same group under another number: reported in both, the new one first."""
        old = self.chat
        self.chat.moved_to = number
        new = group(self.telegram, number, old.title, kind="supergroup")
        new.chat.members |= old.members
        new.adds_bot(by)
        sender = self.telegram.people[by.id]
        for chat, reports in (
            (new.chat, {"migrate_from_chat_id": old.id}),
            (old, {"migrate_to_chat_id": number}),
        ):
            self.telegram.push(
                message={
                    "message_id": chat.first_message + 1_000 + len(chat.messages),
                    "date": int(self.telegram.now().timestamp()),
                    "chat": chat_shape(chat),
                    "from": sender,
                    **reports,
                }
            )
        return new

    def opens_topic(self, number: int) -> int:
        """A forum has one more topic."""
        self.chat.topics.add(number)
        return number

    def deletes_topic(self, number: int) -> None:
        """The topic is gone with all that was in it."""
        self.chat.topics.discard(number)


def group(
    telegram: FakeTelegram, number: int, title: str = "A team", *, kind: str = "supergroup"
) -> Group:
    """A group that the bot is in."""
    chat = Chat(id=number, kind=kind, title=title, first_message=1)
    return Group(telegram, telegram.chats.setdefault(number, chat))


def in_topic(thread: int) -> dict[str, Any]:
    """What a message in a topic has beside its text."""
    return {"message_thread_id": thread, "is_topic_message": True}


def unnamed(chat: Chat) -> dict[str, Any]:
    """Who a message is from, where an administrator shows no name."""
    sender = {
        "id": UNNAMED,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    return {"from": sender, "sender_chat": chat_shape(chat)}


def posted_in_channel(telegram: FakeTelegram, text: str) -> int:
    """A post of a channel that the bot is in."""
    chat = {"id": -1_009, "type": "channel", "title": "News"}
    return telegram.push(
        channel_post={"message_id": 1, "date": 1, "chat": chat, "sender_chat": chat, "text": text}
    )
