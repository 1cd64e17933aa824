"""What is shown while the log is locked is kept, and nothing but keys and instants ever is."""

from __future__ import annotations

import os
import re
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.storage import alert_journal
from callpolicy_gui.storage.alert_journal import MAX_BYTES, ShownAlert, append, forget, merge, read
from callpolicy_gui.storage.alert_store import AlertStore
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.paths import paths_in, prepare
from tests.storage.conftest import NOW

SOON = ShownAlert("soon:5", NOW)
OVERDUE = ShownAlert("overdue:12", NOW + 60)


def content(paths) -> bytes:
    return paths.alert_journal.read_bytes()


def test_what_is_appended_is_read_in_order(paths):
    assert read(paths) == ()
    append(paths, ["soon:5"], NOW)
    append(paths, ["overdue:12", "overdue:12"], NOW + 60)
    assert read(paths) == (SOON, OVERDUE)
    forget(paths)
    assert read(paths) == ()
    forget(paths)


def test_a_key_is_kept_once_with_its_first_instant(paths):
    append(paths, ["soon:5"], NOW)
    append(paths, ["soon:5", "overdue:12"], NOW + 60)
    assert read(paths) == (SOON, OVERDUE)
    assert content(paths).count(b"\n") == 2


@pytest.mark.skipif(os.name != "posix", reason="permission bits")
def test_only_this_user_may_read_it(paths):
    before = os.umask(0)
    try:
        append(paths, ["soon:5"], NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(paths.alert_journal.stat().st_mode) == 0o600
    paths.alert_journal.chmod(0o644)
    append(paths, ["overdue:12"], NOW)
    assert stat.S_IMODE(paths.alert_journal.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "key",
    [
        "", "soon:", "soon:0", "soon:05", "soon:-5", "soon: 5", "soon:5 ", "soon:5\n", "soon:5\nsoon:6",
        "SOON:5", "begin:2026-11-24", "policy:4", "overdue:Ana Díaz", "overdue:1 (206) 555-0164",
        "overdue:\u0663", "soon:" + "9" * 19,
    ],
)  # fmt: skip
def test_nothing_but_a_key_gets_in(paths, key):
    with pytest.raises(ValueError, match="key of an alert") as caught:
        append(paths, ["soon:7", key], NOW)
    assert key == "" or key not in str(caught.value)
    assert not paths.alert_journal.exists()


@pytest.mark.parametrize("at", [-1, 10_000_000_000])
def test_nothing_but_an_instant_gets_in(paths, at):
    with pytest.raises(ValueError, match="instant"):
        append(paths, ["soon:7"], at)
    assert not paths.alert_journal.exists()


def test_an_instant_of_a_machine_without_a_clock(paths):
    append(paths, ["soon:5"], 0)
    assert read(paths) == (ShownAlert("soon:5", 0),)


def test_nothing_but_entries_gets_out(paths):
    append(paths, ["soon:5"], NOW)
    odd = (
        b"Ana D\xc3\xadaz 1795000000\nsoon:8 1795000000 (206) 555-0164\n\x00\xff\nsoon:9\t1795000000\n"
        b"overdue:\xd9\xa3 1795000000\nsoon:6 179500000\n soon:6 1795000000\nsoon:6 1795000000\r\n"
    )
    paths.alert_journal.write_bytes(odd + content(paths) + odd)
    assert read(paths) == (SOON,)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_whatever_lies_there_is_entries_or_nothing(tmp_path_factory, data):
    paths = paths_in(tmp_path_factory.getbasetemp() / "journal")
    prepare(paths)
    paths.alert_journal.write_bytes(data)
    for shown in read(paths):
        assert re.fullmatch(r"(soon|overdue):[1-9][0-9]*", shown.key, re.ASCII)
        assert isinstance(shown.at, int)
    append(paths, ["overdue:12"], NOW + 60)
    assert "overdue:12" in {shown.key for shown in read(paths)}


def test_a_torn_line_is_none_and_the_next_one_is_whole(paths):
    """Cut anywhere: what was whole before stays, the rest is none, and what is appended later is there."""
    append(paths, ["soon:5"], NOW)
    first = len(content(paths))
    append(paths, ["overdue:123"], NOW + 60)
    whole = content(paths)
    for cut in range(len(whole)):
        paths.alert_journal.write_bytes(whole[:cut])
        there = [shown for shown, end in ((SOON, first), (ShownAlert("overdue:123", NOW + 60), len(whole)))
                 if cut >= end - 1]  # fmt: skip
        assert list(read(paths)) == there
        append(paths, ["overdue:12"], NOW + 60)
        assert list(read(paths)) == [*there, OVERDUE]


def test_it_does_not_grow_without_end(paths):
    line = b"x" * 63 + b"\n"
    paths.alert_journal.write_bytes(line * (MAX_BYTES // len(line)))
    before = content(paths)
    with pytest.raises(StorageError) as caught:
        append(paths, ["soon:5"], NOW)
    assert caught.value.problem is StorageProblem.FILE_TOO_LARGE
    assert content(paths) == before
    # One that somebody else made larger is read as far as it may go.
    paths.alert_journal.write_bytes(before + b"\nsoon:5 1795000000\n")
    assert read(paths) == ()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    nowhere = paths_in(tmp_path / "nowhere")
    with pytest.raises(StorageError) as caught:
        append(nowhere, ["soon:5"], NOW)
    assert caught.value.problem is StorageProblem.FOLDER_NOT_WRITABLE
    assert read(nowhere) == ()


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_is_neither_followed_nor_waited_for(paths, tmp_path, kind):
    target = tmp_path / "target"
    target.write_text("soon:5 1795000000\n", encoding="ascii")
    if kind == "link":
        paths.alert_journal.symlink_to(target)
    elif kind == "pipe":
        os.mkfifo(paths.alert_journal)
    else:
        paths.alert_journal.mkdir()
    assert read(paths) == ()
    with pytest.raises(StorageError):
        append(paths, ["soon:6"], NOW)
    assert target.read_text(encoding="ascii") == "soon:5 1795000000\n"


def test_a_folder_in_its_place_cannot_be_forgotten(paths):
    paths.alert_journal.mkdir()
    with pytest.raises(StorageError):
        forget(paths)


def test_it_is_on_the_disk_when_append_returns(paths, monkeypatch):
    done = []
    write, fsync, fsync_folder = os.write, os.fsync, alert_journal.fsync_folder
    # One byte at a time, as a system may do it.
    monkeypatch.setattr(os, "write", lambda fd, data: done.append("write") or write(fd, bytes(data[:1])))
    monkeypatch.setattr(os, "fsync", lambda fd: done.append("fsync") or fsync(fd))
    monkeypatch.setattr(alert_journal, "fsync_folder", lambda f: done.append("folder") or fsync_folder(f))
    append(paths, ["soon:5"], NOW)
    assert done == ["write"] * len("soon:5 1795000000\n") + ["fsync", "folder", "fsync"]
    assert read(paths) == (SOON,)


def test_merging_makes_the_log_know_what_was_shown(paths, db):
    store = AlertStore(db)
    append(paths, ["soon:5"], NOW)
    append(paths, ["overdue:12"], NOW + 60)
    with db.write(NOW):
        store.record_intent("soon:5", "due_soon", NOW - 9)  # meant before, perhaps never shown
    for _ in range(2):
        with db.write(NOW + 100):
            merge(read(paths), store, NOW + 100)
    assert store.known_keys() == {"soon:5", "overdue:12"}
    assert store.unshown() == ()
    entries = db.history.entries("alert overdue:12")
    assert [entry.kind for entry in entries] == ["alert shown", "alert intended"]
    rows = db.rows("SELECT key, kind, intended_at, shown_at FROM alerts ORDER BY key")
    assert rows == [("overdue:12", "overdue", NOW + 60, NOW + 60), ("soon:5", "due_soon", NOW - 9, NOW)]


def test_a_clock_that_was_set_back_leaves_nothing_in_the_future(db):
    store = AlertStore(db)
    with db.write(NOW - 500):
        merge([SOON], store, NOW - 500)
    assert db.rows("SELECT intended_at, shown_at FROM alerts") == [(NOW - 500, NOW - 500)]


def test_merging_belongs_into_a_write(db):
    with pytest.raises(RuntimeError):
        merge([SOON], AlertStore(db), NOW)
