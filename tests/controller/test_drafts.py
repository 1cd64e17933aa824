"""What is being typed is kept as it was meant when it was typed, and is nobody's evidence."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from callpolicy_gui.controller.views import CallDraft, Refused
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.storage.draft_store import CALL_DRAFT
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from tests.controller.conftest import at

DRAFT = CallDraft(
    who="zoë 13:05 novm !",
    received="13:05",
    voicemail=Voicemail.NO,
    urgency=Urgency.URGENT,
    note="before noon",
)


@pytest.fixture
def drafts(practice):
    return practice.controller.drafts


def stamp(practice, text):
    return practice.controller.times.stamp(at(text))


@contextlib.contextmanager
def failing(practice, monkeypatch, problem=StorageProblem.DISK_FULL):
    """Writing fails for a while."""

    @contextlib.contextmanager
    def write(_at):
        raise StorageError(problem, "log")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(practice.controller._desk.db, "write", write)
        yield


def test_a_draft_is_kept_until_it_is_forgotten(practice, drafts):
    head = practice.log.db.history.head()
    assert drafts.kept() is None
    assert drafts.forget() is None
    assert drafts.keep(CallDraft("z")) is None
    assert drafts.keep(DRAFT) is None
    assert drafts.kept() == replace(DRAFT, received=stamp(practice, "2026-11-23 13:05"))
    assert drafts.forget() is None
    assert drafts.kept() is None
    assert practice.log.db.history.head() == head
    assert practice.said == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", "2026-11-23 14:00"),
        ("now", "2026-11-23 14:00"),
        ("-20", "2026-11-23 13:40"),
        ("yesterday 6pm", "2026-11-22 18:00"),
    ],
)
def test_a_time_means_what_it_meant_when_it_was_typed(practice, drafts, typed, shown):
    drafts.keep(CallDraft("zoltan", received=typed))
    practice.to("2026-11-25 09:30")
    kept = drafts.kept()
    assert kept.received == stamp(practice, shown)
    drafts.keep(kept)
    practice.to("2026-11-26 09:30")
    assert drafts.kept() == kept


def test_a_time_that_means_nothing_stays_as_typed(drafts):
    drafts.keep(CallDraft("zoltan", received="half past"))
    assert drafts.kept().received == "half past"


@pytest.mark.parametrize("second", [False, True])
def test_a_time_that_happened_twice_stays_the_one_that_was_said(practice, drafts, second):
    practice.to("2026-11-02 09:00")
    drafts.keep(CallDraft("zoltan", received="1 nov 1:30", second_pass=second))
    kept = drafts.kept()
    assert (kept.received, kept.second_pass) == (stamp(practice, "2026-11-01 01:30"), second)
    drafts.keep(CallDraft("zoltan", received="1 nov 1:30"))
    assert drafts.kept().received == "1 nov 1:30"


def test_logging_forgets_the_draft_and_a_refusal_keeps_it(practice, drafts, monkeypatch):
    drafts.keep(DRAFT)
    assert isinstance(practice.controller.calls.log(CallDraft("")), Refused)
    with failing(practice, monkeypatch):
        assert isinstance(practice.controller.calls.log(CallDraft("zoë")), Refused)
    assert drafts.kept() is not None
    practice.log_call("zoë")
    assert drafts.kept() is None


def test_an_accepted_client_is_kept_while_there_is_one(practice, drafts):
    practice.log_call("Ann")
    practice.log_call("Anna")
    (ann,), (anna,) = (practice.controller._desk.clients.by_name(name) for name in ("Ann", "Anna"))
    drafts.keep(CallDraft("Anna", client_id=anna.client_id))
    assert drafts.kept().client_id == anna.client_id
    assert practice.controller.clients.merge(ann.client_id, anna.client_id) is None
    assert drafts.kept().client_id == ann.client_id
    drafts.keep(CallDraft("Nobody", client_id=999))
    assert (drafts.kept().who, drafts.kept().client_id) == ("Nobody", None)


def test_a_refusal_is_said_once_until_a_draft_could_be_kept(practice, drafts, monkeypatch):
    failed = []
    practice.controller.failed.connect(failed.append)
    drafts.keep(CallDraft("zol"))
    with failing(practice, monkeypatch):
        assert isinstance(drafts.keep(CallDraft("zolt")), Refused)
        assert isinstance(drafts.keep(CallDraft("zolta")), Refused)
        assert isinstance(drafts.forget(), Refused)
    assert len(failed) == 1
    assert failed[0].startswith("Not saved: the disk is full.")
    assert drafts.kept().who == "zol"
    assert drafts.keep(CallDraft("zoltan")) is None
    with failing(practice, monkeypatch):
        drafts.keep(CallDraft("zoltan k"))
    assert len(failed) == 2


@pytest.mark.parametrize(
    "changed", [{"voicemail": "?"}, {"who": None, "at": None}, {"client_id": "x"}, {"at": "soon"}, {}]
)
def test_a_draft_that_cannot_be_read_does_not_stop_a_start(practice, drafts, changed):
    drafts.keep(DRAFT)
    db, store = practice.log.db, practice.controller._desk.drafts
    values = store.load(CALL_DRAFT) | changed if changed else {"who": "z"}
    with db.write(practice.now):
        store.save(CALL_DRAFT, values)
    assert drafts.kept() is None


def test_a_log_that_cannot_be_read_does_not_stop_typing(drafts, monkeypatch):
    def unreadable(*_):
        raise StorageError(StorageProblem.DISK_ERROR, "log")

    monkeypatch.setattr("callpolicy_gui.storage.draft_store.DraftStore.load", unreadable)
    assert drafts.kept() is None
    assert drafts.forget() is None


def test_a_draft_is_in_no_export(practice, drafts, tmp_path):
    from datetime import date

    from callpolicy_gui.core.call_log import Level

    drafts.keep(DRAFT)
    day, path = date(2026, 11, 23), tmp_path / "log.csv"
    practice.controller.exchange.export(path, day, day, Level.FULL, overwrite=False)
    assert "zo" not in path.read_text(encoding="utf-8-sig").casefold()
    assert practice.log.db.rows("SELECT 1 FROM history WHERE coalesce(after, '') LIKE '%novm%'") == []
