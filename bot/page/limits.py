"""The limits that sentences name, each from where it is kept."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from flows.intake.life import KEPT
from flows.intake.subject import DAYS_BACK
from flows.plan.undone import WITHIN
from flows.retention.own_data import VERSION
from flows.talk.erasure import DELETABLE
from flows.talk.limits import (
    CHATS,
    DECISIONS,
    LIVE_PLANS,
    PAUSE_SECONDS,
    PRESCRIBERS,
    UPDATES_A_MINUTE,
)
from flows.talk.retention import AUDIT_KEPT
from flows.talk.typed.text import ANSWER_WITHIN
from flows.team.invitations import VALID
from flows.team.on_call import FEWEST, MOST

A_WEEK = 7  # days

LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "answer_minutes": ANSWER_WITHIN // timedelta(minutes=1),
        "undo_minutes": WITHIN // timedelta(minutes=1),
        "draft_days": KEPT.days,
        "code_hours": VALID // timedelta(hours=1),
        "phone_fewest": FEWEST,
        "phone_most": MOST,
        "telegram_hours": DELETABLE // timedelta(hours=1),
        "audit_days": AUDIT_KEPT.days,
        "data_version": VERSION,
        "weeks_back": DAYS_BACK // A_WEEK,
        "updates_a_minute": UPDATES_A_MINUTE,
        "pause_seconds": PAUSE_SECONDS,
        "live_plans": LIVE_PLANS,
        "decisions": DECISIONS,
        "chats": CHATS,
        "prescribers": PRESCRIBERS,
    }
)
