"""`device.json`: a damaged file gives defaults with auto-lock on, and is kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from callpolicy_gui.storage.device_settings import (
    MAX_BYTES,
    DeviceSettings,
    load_device_settings,
    save_device_settings,
)
from callpolicy_gui.storage.errors import StorageError, StorageProblem

OTHER = DeviceSettings(
    theme="dark", text_percent=150, geometry="AdnQ", auto_lock=False, auto_lock_minutes=9, backup_folder="/b"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "device.json"


def test_they_come_back(path):
    assert load_device_settings(path) == DeviceSettings()
    save_device_settings(path, OTHER)
    assert load_device_settings(path) == OTHER
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "data", [b"\0" * 4096, b"", b"{", b"[1]", b"null", b"[" * 100_000, b" " * (MAX_BYTES + 1)]
)
def test_a_damaged_file_gives_defaults_and_is_kept(path, data):
    path.write_bytes(data)
    found = load_device_settings(path)
    assert found == DeviceSettings()
    assert found.auto_lock
    assert found.was_damaged
    assert not path.exists()
    assert path.with_name("device.json.bak").read_bytes() == data
    save_device_settings(path, replace(found, theme="dark"))
    assert load_device_settings(path).theme == "dark"
    assert not load_device_settings(path).was_damaged


def test_a_bad_value_falls_back_alone_and_unknown_keys_stay(path):
    path.write_text(json.dumps({"theme": "pink", "text_percent": 150, "auto_lock": 0, "new": {"a": 1}}))
    found = load_device_settings(path)
    assert (found.theme, found.text_percent, found.auto_lock) == ("system", 150, True)
    assert set(found.unusable) == {"theme", "auto_lock"}
    assert not found.was_damaged
    save_device_settings(path, replace(found, theme="light"))
    assert json.loads(path.read_text())["new"] == {"a": 1}
    assert "unusable" not in json.loads(path.read_text())
    assert load_device_settings(path).unusable == ()


def test_what_would_not_be_read_back_is_refused(path):
    save_device_settings(path, OTHER)
    with pytest.raises(StorageError) as caught:
        save_device_settings(path, replace(OTHER, geometry="x" * MAX_BYTES))
    assert caught.value.problem is StorageProblem.FILE_TOO_LARGE
    assert load_device_settings(path) == OTHER


def test_the_minutes_until_it_locks(path):
    assert DeviceSettings().lock_minutes == 5
    never = OTHER.with_lock_minutes(0)
    assert (never.auto_lock, never.lock_minutes, never.theme) == (False, 0, "dark")
    again = never.with_lock_minutes(120)
    assert (again.auto_lock, again.lock_minutes) == (True, 120)
    for minutes in (-1, 121):
        with pytest.raises(ValueError, match="minutes"):
            OTHER.with_lock_minutes(minutes)
    save_device_settings(path, never)
    assert load_device_settings(path).lock_minutes == 0
    path.write_text(json.dumps({"auto_lock_minutes": 121}))
    assert load_device_settings(path).lock_minutes == 5
    path.write_text(json.dumps({"auto_lock": True, "auto_lock_minutes": 0}))
    assert load_device_settings(path).lock_minutes == 5
