"""A file is written whole or not at all, and nothing else is left behind."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from callpolicy_gui.storage import atomic_file
from callpolicy_gui.storage.atomic_file import write_atomically
from callpolicy_gui.storage.errors import StorageError, StorageProblem


@pytest.fixture(params=["nameless", "named"])
def way(request, monkeypatch):
    """Both ways of writing: with O_TMPFILE, and where the system has none."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Ana Kim.csv"


def problem_of(path, data=b"new", *, overwrite=True):
    with pytest.raises(StorageError) as caught:
        write_atomically(path, data, overwrite=overwrite)
    assert "Ana" not in str(caught.value)
    return caught.value.problem


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("data", [b"", b"x" * 3_000_000])
def test_written_whole_and_private(path, data):
    old = os.umask(0)
    try:
        write_atomically(path, data, overwrite=False)
    finally:
        os.umask(old)
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.usefixtures("way")
def test_overwriting_only_when_asked(path):
    write_atomically(path, b"old", overwrite=True)
    assert problem_of(path, overwrite=False) is StorageProblem.FILE_EXISTS
    assert path.read_bytes() == b"old"
    write_atomically(path, b"new", mode=0o644, overwrite=True)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.usefixtures("way")
def test_a_file_that_appears_meanwhile_wins(path, monkeypatch):
    fill = atomic_file._fill

    def fill_slowly(*args):
        fill(*args)
        path.write_bytes(b"theirs")

    monkeypatch.setattr(atomic_file, "_fill", fill_slowly)
    assert problem_of(path, overwrite=False) is StorageProblem.FILE_EXISTS
    assert path.read_bytes() == b"theirs"
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.usefixtures("way")
def test_short_writes_are_finished(path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:7])))
    write_atomically(path, bytes(range(100)), overwrite=True)
    assert path.read_bytes() == bytes(range(100))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize(
    ("code", "problem"),
    [(errno.ENOSPC, StorageProblem.DISK_FULL), (errno.EIO, StorageProblem.DISK_ERROR)],
)
def test_a_failing_disk_leaves_the_old_file(path, monkeypatch, call, code, problem):
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError(code, "no")

    monkeypatch.setattr(os, call, fail)
    assert problem_of(path) is problem
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.usefixtures("way")
def test_a_disk_that_takes_nothing_is_full(path, monkeypatch):
    monkeypatch.setattr(os, "write", lambda *_: 0)
    assert problem_of(path) is StorageProblem.DISK_FULL
    assert not [*path.parent.iterdir()]


@pytest.mark.usefixtures("way")
def test_a_missing_folder_and_a_folder_in_the_way(path):
    assert problem_of(path / "x" / "y") is StorageProblem.FOLDER_NOT_WRITABLE
    path.mkdir()
    assert problem_of(path) is StorageProblem.FOLDER_NOT_WRITABLE
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_device_is_written_to_and_never_replaced():
    full = Path("/dev/full")
    with pytest.raises(StorageError) as refused:
        write_atomically(full, b"log", overwrite=True)
    assert refused.value.problem is StorageProblem.DISK_FULL
    assert full.is_char_device()
