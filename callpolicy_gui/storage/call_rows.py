"""Missed calls and attempts as rows of the log, and back."""

from __future__ import annotations

import json
from typing import Any

from callpolicy_gui.core.calls import (
    Attempt,
    MissedCall,
    NotOwedReason,
    Outcome,
    Settlement,
    Source,
    Urgency,
    Voicemail,
)
from callpolicy_gui.core.receipts import Receipt
from callpolicy_gui.storage.folding import clean_text

_FIELDS = (
    "received_at",
    "voicemail",
    "urgency",
    "client_id",
    "number",
    "note",
    "source",
    "logged_at",
    "version_id",
    "due_at",
    "receipt",
    "settled_at",
    "settlement",
    "not_owed_reason",
    "snoozed_until",
    "client_asked",
    "returned_anyway",
    "was",
)
CALL_COLUMNS = ", ".join(f"calls.{name}" for name in ("call_id", *_FIELDS))
# What the caller or the clinician can have got wrong; everything else follows or is decided.
FACTS = ("received_at", "voicemail", "client_id", "number")
ADD_CALL = (
    f"INSERT INTO calls ({', '.join(_FIELDS)}, number_key, identity)"  # noqa: S608 - constants
    f" VALUES ({', '.join('?' * (len(_FIELDS) + 2))})"
)
REPLACE_CALL = (
    f"UPDATE calls SET {', '.join(f'{name} = ?' for name in _FIELDS)}, number_key = ?"  # noqa: S608 - constants
    " WHERE call_id = ?"
)


def call_values(call: MissedCall) -> dict[str, Any]:
    """The call without its id as plain values, for the history; every text cleaned."""
    return {
        "received_at": call.received_at,
        "voicemail": call.voicemail.value,
        "urgency": call.urgency.value,
        "client_id": call.client_id,
        "number": clean_text(call.number),
        "note": clean_text(call.note),
        "source": call.source.value,
        "logged_at": call.logged_at,
        "version_id": call.version_id,
        "due_at": call.due_at,
        "receipt": call.receipt.to_json(),
        "settled_at": call.settled_at,
        "settlement": None if call.settlement is None else call.settlement.value,
        "not_owed_reason": None if call.not_owed_reason is None else call.not_owed_reason.value,
        "snoozed_until": call.snoozed_until,
        "client_asked": call.client_asked,
        "returned_anyway": call.returned_anyway,
        "was": [list(pair) for pair in call.was],
    }


def columns_of(values: dict[str, Any]) -> tuple[Any, ...]:
    """`call_values` in the order of the statements here."""
    as_text = values | {
        "receipt": json.dumps(values["receipt"], ensure_ascii=False),
        "was": json.dumps(values["was"], ensure_ascii=False),
    }
    return tuple(as_text[name] for name in _FIELDS)


def call_from(row: tuple[Any, ...]) -> MissedCall:
    """The call in a row of CALL_COLUMNS."""
    return MissedCall(
        call_id=row[0],
        received_at=row[1],
        voicemail=Voicemail(row[2]),
        urgency=Urgency(row[3]),
        client_id=row[4],
        number=row[5],
        note=row[6],
        source=Source(row[7]),
        logged_at=row[8],
        version_id=row[9],
        due_at=row[10],
        receipt=Receipt.from_json(json.loads(row[11])),
        settled_at=row[12],
        settlement=None if row[13] is None else Settlement(row[13]),
        not_owed_reason=None if row[14] is None else NotOwedReason(row[14]),
        snoozed_until=row[15],
        client_asked=bool(row[16]),
        returned_anyway=bool(row[17]),
        was=tuple((name, old) for name, old in json.loads(row[18])),
    )


def attempt_from(row: tuple[Any, ...]) -> Attempt:
    """The attempt in a row of id, call, at, outcome, source."""
    return Attempt(row[0], row[1], row[2], Outcome(row[3]), Source(row[4]))
