"""Every command and press about what is kept."""

from flows.retention.erasure import FORGET, forget, forget_pressed
from flows.retention.own_data import own_data
from flows.talk.handlers import Dialogue
from flows.talk.screens import pressed_in_private

RETENTION = Dialogue(
    commands={FORGET: forget, "mydata": own_data},
    presses={FORGET: pressed_in_private(forget_pressed)},
)
