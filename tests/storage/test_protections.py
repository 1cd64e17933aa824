"""Two protections that nothing else would miss: they matter on a computer that is not like the tester's."""

from __future__ import annotations

import os

import pytest

from callpolicy_gui.storage.atomic_file import write_atomically


@pytest.mark.parametrize("mask", [0o777, 0o000])
@pytest.mark.parametrize("overwrite", [True, False])
def test_a_file_has_its_rights_whatever_the_umask(tmp_path, mask, overwrite):
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "file", b"x", mode=0o640, overwrite=overwrite)
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_a_write_takes_its_lock_before_it_reads(reopen):
    db = reopen()
    said: list[str] = []
    db.conn.set_trace_callback(said.append)
    with db.write(1):
        db.history.append("tried", "log")
    db.conn.set_trace_callback(None)
    assert said[0] == "BEGIN IMMEDIATE"
    db.close()
