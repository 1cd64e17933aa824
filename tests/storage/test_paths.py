"""One folder, closed to other users, and everything named after it."""

from __future__ import annotations

import os

import pytest

from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.paths import default_paths, paths_in, prepare


def test_nothing_is_created_by_naming(tmp_path):
    found = paths_in(tmp_path / "a")
    assert not found.data_dir.exists()
    assert {found.database.parent, found.key_file.parent, found.sidecar.parent} == {found.data_dir}
    assert default_paths().data_dir.name == "callpolicy"


def test_each_folder_has_its_own_socket_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {paths_in(tmp_path / name).socket_name for name in ("a", "b", "a/../a")}
    assert len(names) == 2
    assert paths_in(type(tmp_path)("a")) == paths_in(tmp_path / "a")


def test_the_sockets_folder_is_never_in_a_shared_one(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    found = paths_in(tmp_path)
    assert found.runtime_dir == found.data_dir


def test_prepare_closes_the_folder_whatever_the_umask(tmp_path):
    found = paths_in(tmp_path / "new" / "er")
    old = os.umask(0)
    try:
        prepare(found)
        assert found.data_dir.parent.stat().st_mode & 0o777 == 0o700
        assert found.data_dir.stat().st_mode & 0o777 == 0o700
        found.data_dir.chmod(0o755)
        prepare(found)
    finally:
        os.umask(old)
    assert found.data_dir.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(StorageError) as caught:
            prepare(paths_in(folder))
        assert caught.value.problem is StorageProblem.FOLDER_NOT_WRITABLE


def test_a_read_only_folder_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(StorageError) as caught:
        prepare(paths_in(tmp_path))
    assert caught.value.problem is StorageProblem.FOLDER_NOT_WRITABLE
    assert str(tmp_path) not in str(caught.value)
