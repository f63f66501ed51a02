"""A call of the Bot API: read strictly, struck by a fault where one is due, answered."""

import inspect
import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.fake_telegram.answers import Fault, Refused, Unanswered, refused, said
from tests.fake_telegram.methods import METHODS
from tests.fake_telegram.state import FakeTelegram

READ: dict[str, Callable[[str], Any]] = {
    "chat_id": int, "user_id": int, "message_id": int, "message_thread_id": int,
    "offset": int, "limit": int, "timeout": int,
    "text": str, "parse_mode": str, "action": str, "callback_query_id": str,
    "description": str, "short_description": str, "language_code": str,
    "reply_markup": json.loads, "commands": json.loads, "scope": json.loads,
    "allowed_updates": json.loads, "link_preview_options": json.loads,
    "drop_pending_updates": json.loads, "show_alert": json.loads,
    "question": str, "options": json.loads, "type": str, "explanation": str,
    "correct_option_ids": json.loads,
    "url": str, "secret_token": str, "max_connections": int,
    "protect_content": json.loads, "disable_notification": json.loads,
    "caption": str, "document": json.loads, "photo": json.loads,
}  # fmt: skip


async def call(
    state: FakeTelegram, token: str, method: str, params: dict[str, str]
) -> tuple[int, bytes]:
    """Status and body of the answer; raises Unanswered where there is none."""
    try:
        result = await _carried_out(state, token, method, params)
    except Refused as refusal:
        state.refusals.append((method, refusal.description))
        return refused(refusal)
    finally:
        state.announce()
    return said(result)


async def _carried_out(
    state: FakeTelegram, token: str, method: str, params: dict[str, str]
) -> Any:
    if token != state.token:
        raise Refused(401, "Unauthorized") if ":" in token else Refused(404, "Not Found")
    arguments = _read(method, params)
    fault = _due(state.faults, method, arguments.get("chat_id"))
    if fault.hold:
        fault.held.set()
        await fault.hold.wait()
    if not fault.taken:
        _strike(fault)
    state.calls.append((method, arguments))
    result = METHODS[method](state, **arguments)
    result = await result if inspect.isawaitable(result) else result
    if fault.hold_answer:
        fault.held.set()
        await fault.hold_answer.wait()
    _strike(fault)
    return result if fault.instead is None else fault.instead


def _read(method: str, params: dict[str, str]) -> dict[str, Any]:
    if method not in METHODS:
        raise Refused(404, f"Not Found: method {method}")
    known = set(inspect.signature(METHODS[method]).parameters) - {"state"}
    if unknown := set(params) - known:
        raise Refused(400, f"Bad Request: {method} has no parameter {sorted(unknown)}")
    return {name: READ[name](value) for name, value in params.items()}


def _due(faults: list[Fault], method: str, chat: int | None) -> Fault:
    for fault in faults:
        if fault.method == method and fault.chat in {None, chat} and fault.times > 0:
            fault.times -= 1
            return fault
    return Fault(method=method)


def _strike(fault: Fault) -> None:
    if fault.silent:
        raise Unanswered(httpx.ReadTimeout)
    if fault.dropped:
        raise Unanswered(httpx.ReadError)
    if fault.seen:
        raise Unanswered(fault.seen)
    if fault.answer:
        raise fault.answer
