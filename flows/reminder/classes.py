"""How each matter is delivered: to whom in which order, how often, at which hours, ended by whom.

One table; whatever sends, repeats, raises or ends a reminder asks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from flows.talk.records import Matter


class Recipient(StrEnum):
    """Who is told on a level of the escalation."""

    GROUP = "group"
    OWNER = "owner"
    PRESCRIBERS = "prescribers"
    ADMINISTRATORS = "administrators"


Chain = tuple[tuple[Recipient, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """How a matter is delivered."""

    chain: Chain
    repeats: int = 2  # to the same chats, before it goes up
    pause: timedelta | None = None  # between two rounds; None: as the team has set it
    at_any_hour: bool = False  # also at night, and never among others in one message
    can_wait: bool = True  # somebody may put it off
    for_a_prescriber: bool = False  # no acknowledgement but a prescriber's ends it
    administrators_once: bool = False
    each_week: bool = True  # told again while nobody takes it up, once its chain has ended


CHAIN: Chain = (
    (Recipient.GROUP,),
    (Recipient.OWNER,),
    (Recipient.PRESCRIBERS,),
    (Recipient.ADMINISTRATORS,),
)
ROUTINE = Class(chain=CHAIN)
DECIDED = Class(chain=((Recipient.GROUP, Recipient.OWNER), *CHAIN[2:]))  # a prescriber decides it
URGENT_EVERY = timedelta(minutes=15)
URGENT = Class(
    chain=((Recipient.GROUP, Recipient.OWNER, Recipient.PRESCRIBERS), (Recipient.ADMINISTRATORS,)),
    repeats=4,
    pause=URGENT_EVERY,
    at_any_hour=True,
    can_wait=False,
    for_a_prescriber=True,
    administrators_once=True,
)
CLASSES: Mapping[Matter, Class] = MappingProxyType(
    {
        Matter.HEADS_UP: Class(
            chain=DECIDED.chain, repeats=0, can_wait=False, each_week=False
        ),  # the question itself comes
        Matter.BEFORE_RISE: Class(chain=CHAIN, each_week=False),  # likewise
        Matter.METHOTREXATE: Class(chain=CHAIN, each_week=False),  # the next dose asks
        Matter.GATE: Class(chain=DECIDED.chain, repeats=3),
        Matter.INTERIM: DECIDED,
        Matter.REASSESS: DECIDED,
        Matter.BEGIN: DECIDED,
        Matter.TITRATION: DECIDED,
        Matter.HELD: DECIDED,
        Matter.OVERDUE: DECIDED,
        Matter.STEROID_OVER: Class(chain=CHAIN[1:]),  # who follows the plan is the owner's to say
        Matter.ASKED: Class(chain=CHAIN[1:]),  # the question came from the group
        Matter.UNDELIVERED: Class(
            chain=((Recipient.OWNER, Recipient.ADMINISTRATORS), (Recipient.PRESCRIBERS,))
        ),
        Matter.URGENT: URGENT,
    }
)

# Each is ended by one press: what of them is due for a plan at one time goes as one message.
TOGETHER = frozenset(
    {
        Matter.DOSE,
        Matter.PNEUMOCYSTIS,
        Matter.VACCINES,
        Matter.BONE,
        Matter.GLUCOSE,
        Matter.EYES,
        Matter.REVIEW,
        Matter.ADRENAL,
        Matter.FOLLOW_UP,
    }
)


def class_of(matter: Matter) -> Class:
    """How this matter is delivered."""
    return CLASSES.get(matter, ROUTINE)
