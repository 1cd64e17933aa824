"""A store that fails with a client's name in its error: nothing of it is said, whatever was being done."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from callpolicy_gui import opening, quiet_errors
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Voicemail
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.storage.connection import LogDatabase

CANARY = "Zyxonella Quarkbottom"
NOW = 1_795_442_400
DAY = date(2026, 11, 30)

# What a clinician can do; `c` is the controller, `call` a call and `client` a client of it.
USE_CASES = {
    "log": lambda c, call, client, path: c.calls.log(CallDraft("Ann")),
    "amend": lambda c, call, client, path: c.calls.amend(call, CallDraft("Ann", received="9:05")),
    "attempt": lambda c, call, client, path: c.calls.attempt(call, Outcome.REACHED),
    "snooze": lambda c, call, client, path: c.calls.snooze(call, NOW + 3600),
    "not owed": lambda c, call, client, path: c.calls.not_owed(call, NotOwedReason.RESOLVED),
    "note": lambda c, call, client, path: c.calls.set_note(call, "later"),
    "voicemail": lambda c, call, client, path: c.calls.set_voicemail(call, Voicemail.NO),
    "name": lambda c, call, client, path: c.calls.name_caller(call, "Ann"),
    "rename": lambda c, call, client, path: c.clients.rename(client, "Ann"),
    "number": lambda c, call, client, path: c.clients.add_number(client, "(206) 555-0177"),
    "view client": lambda c, call, client, path: c.clients.view(client),
    "closure": lambda c, call, client, path: c.policies.add_closure(Closure(0, DAY, DAY, name="away")),
    "policy": lambda c, call, client, path: c.policies.schedule(PRESETS[Preset.TURNAROUND], DAY),
    "draft": lambda c, call, client, path: c.drafts.keep(CallDraft("An")),
    "record opened": lambda c, call, client, path: c.access.record_opened(client),
    "export": lambda c, call, client, path: c.exchange.export(path, DAY, DAY, Level.FULL, overwrite=True),
    "undo": lambda c, call, client, path: c.undoing.undo(),
    "tick": lambda c, call, client, path: c.tick(),
    "refresh": lambda c, call, client, path: c.refresh(),
}


@pytest.fixture
def controller():
    log = opening.open_demo(lambda: float(NOW), Region("America/New_York", "US", "NY"))
    made = log.controller
    made.calls.log(CallDraft("(206) 555-0142", received="now"))
    made.calls.name_caller(made.queue().rows[0].call_id, CANARY)
    yield made
    log.close()


@pytest.mark.parametrize("name", USE_CASES)
def test_no_error_says_what_was_in_it(controller, monkeypatch, capsys, tmp_path, name):
    row = controller.queue().rows[0]
    shown, failed = [], []

    def fail(*_values, **_more):
        failed.append(name)
        raise ValueError(CANARY)

    for door in ("execute", "executemany", "rows", "row", "write"):
        monkeypatch.setattr(LogDatabase, door, fail)
    monkeypatch.setattr(quiet_errors._Window, "show", lambda *told: shown.extend(told))
    said = []
    controller.failed.connect(said.append)
    try:
        answer = USE_CASES[name](controller, row.call_id, row.obligation.client.client_id, tmp_path / "x.csv")
        said.append(getattr(answer, "sentence", ""))
    except ValueError:
        quiet_errors._report(*sys.exc_info())
        assert len(shown) == 2
    told = " ".join([capsys.readouterr().err, *shown, *said])
    assert "Zyxonella" not in told
    assert "Quarkbottom" not in told
    assert failed
