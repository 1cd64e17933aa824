"""Settings: `device.json` beside the log, and the practice's settings inside of it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.core.settings import DEFAULT_LEAD, MAX_LEAD, MIN_LEAD
from callpolicy_gui.desktop.single_instance import LOCK_NAME
from callpolicy_gui.storage.device_settings import (
    DeviceSettings,
    load_device_settings,
    save_device_settings,
)
from callpolicy_gui.storage.paths import Paths, paths_in
from tests.bad_inputs.checks import expect, expect_refused, expect_words
from tests.bad_inputs.processes import ALL, NOW, Computer, expect_one_sentence
from tests.bad_inputs.programs import beat, said_on_screen
from tests.bad_inputs.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bad_inputs.rows import Row


def _with_device_file(folder: Path, data: bytes) -> Paths:
    paths = paths_in(folder / "data")
    paths.data_dir.mkdir(mode=0o700)
    paths.device_settings.write_bytes(data)
    return paths


def _backup(paths: Paths) -> Path:
    return paths.device_settings.with_name("device.json.bak")


def damaged(row: Row, folder: Path) -> None:
    """Defaults with auto-lock on, a notice, and the old file kept as .bak."""
    paths = _with_device_file(folder, row.data)
    begun = time.thread_time()
    found = load_device_settings(paths.device_settings)
    took = time.thread_time() - begun
    expect(took < 0.5, f"reading it took {took:.1f} s")
    expect(found == DeviceSettings(), f"read as {found!r}")
    expect(found.auto_lock, "auto-lock is off")
    expect(_backup(paths).read_bytes() == row.data, "the old file is not kept")
    _backup(paths).unlink()
    paths.device_settings.write_bytes(row.data)
    said = said_on_screen(paths, lambda: NOW)
    expect_words(said, "settings of this computer", "device settings", "settings could not", "settings were")
    expect(_backup(paths).exists(), "a start does not keep the old file")


def wrong_types(row: Row, folder: Path) -> None:
    values = {**json.loads(row.text), "theme": "dark", "text_percent": "big", "backup_folder": "/b"}
    paths = _with_device_file(folder, json.dumps(values).encode())
    found = load_device_settings(paths.device_settings)
    expect(found == DeviceSettings(theme="dark", backup_folder="/b"), f"read as {found!r}")
    expect(found.auto_lock, "auto-lock is off")
    said = said_on_screen(paths, lambda: NOW)
    expect_words(said, "auto-lock", "lock after", "auto_lock_minutes", "settings of this computer")


def nowhere(row: Row, folder: Path) -> None:
    paths = _with_device_file(folder, row.data)
    expect(load_device_settings(paths.device_settings).auto_lock, "auto-lock is off")
    with world(paths=paths) as made:
        made.must_log("Ann")
    home = folder / "computer"
    home.mkdir()
    computer = Computer(home)
    computer.data_dir.write_bytes(b"a file")
    expect_one_sentence(computer.run("--export", str(folder / "a.csv"), *ALL), 1)
    expect_one_sentence(computer.run(), 1)
    empty = folder / "empty"
    empty.mkdir()
    for place in ("", "~nobody"):
        done = computer.run("--data-dir", place, "--export", str(folder / "b.csv"), *ALL, cwd=empty)
        expect("Traceback" not in done.stderr, "a crash")
        strays = sorted(path.name for path in empty.rglob("log.db"))
        expect(not strays, f"--data-dir {place!r} makes a log in the current folder")


def unknown_key(row: Row, folder: Path) -> None:
    paths = _with_device_file(folder, row.data)
    found = load_device_settings(paths.device_settings)
    save_device_settings(paths.device_settings, replace(found, theme="dark"))
    kept = json.loads(paths.device_settings.read_bytes())
    for name, value in json.loads(row.text).items():
        expect(kept.get(name) == value, f"{name} was lost")
    with world(paths=paths) as made:
        with made.db.write(made.now):
            made.db.execute("INSERT INTO settings (key, value) VALUES ('future_option', '1')")
        settings = replace(made.controller.settings, lead_minutes=45)
        expect(made.controller.policies.save_settings(settings) is None, "cannot be saved")
        stored = made.db.row("SELECT value FROM settings WHERE key = 'future_option'")
        expect(stored == ("1",), "a setting of a newer version was lost")


def no_backup_folder(_row: Row, folder: Path) -> None:
    gone = folder / "gone" / "usb"
    paths = _with_device_file(folder, json.dumps({"backup_folder": str(gone)}).encode())
    expect(load_device_settings(paths.device_settings).backup_folder == str(gone), "the folder is forgotten")
    with world(paths=paths) as made:
        made.must_log("Ann")
        now = [made.now]

    def two_days_later() -> None:
        now[0] += 2 * 86_400
        beat()

    said = said_on_screen(paths, lambda: now[0], two_days_later)
    expect(not gone.exists(), "the folder of a drive that is away was made")
    expect_words(said, "backup")


def lock_file(row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    for n, data in enumerate((row.data, b"")):
        (computer.data_dir / LOCK_NAME).write_bytes(data)
        done = computer.run("--export", str(folder / f"{n}.csv"), *ALL)
        expect(done.returncode == 0, f"does not start: {done.stderr.strip()}")


def lead_times(row: Row, _folder: Path) -> None:
    given = [*json.loads(row.text)["alerts"], -1000, *range(-1, MIN_LEAD), MAX_LEAD + 1]
    with world() as made:
        for lead in given:
            answer = made.controller.policies.save_settings(
                replace(made.controller.settings, lead_minutes=lead)
            )
            if MIN_LEAD <= lead <= MAX_LEAD:
                expect(answer is None, f"{lead} minutes are refused")
            else:
                expect_words(expect_refused(answer), "5 to 240", "5 and 240")
        expect(made.controller.settings.lead_minutes == 60, "not the lead that was taken")
    with world() as made:
        for stored in (json.loads(row.text)["alerts"], -5, 0, 100_000, 4, 241, "60", None, True, 60.5):
            with made.db.write(made.now):
                made.db.execute(
                    "INSERT OR REPLACE INTO settings (key, value) VALUES ('lead_minutes', ?)",
                    (json.dumps(stored),),
                )
            made.controller._desk.practice.reload()
            lead = made.controller.settings.lead_minutes
            expect(lead == DEFAULT_LEAD, f"{stored!r} is read as {lead}")


def any_other(row: Row, folder: Path) -> None:
    """As `device.json`: never in the way of a start, never unsafe, and nothing in it is lost."""
    paths = _with_device_file(folder, row.data)
    found = load_device_settings(paths.device_settings)
    try:
        values = json.loads(row.data)
    except (ValueError, RecursionError):
        values = None
    if found.was_damaged or not isinstance(values, dict):
        expect(found == DeviceSettings(), f"read as {found!r}")
        expect(_backup(paths).read_bytes() == row.data, "the old file is not kept")
    else:
        expect(found.auto_lock or values.get("auto_lock") is False, "auto-lock is off")
        save_device_settings(paths.device_settings, found)
        kept = json.loads(paths.device_settings.read_bytes())
        expect(all(name in kept for name in values), "a key was lost")
    with world(paths=paths) as made:
        made.must_log("Ann")


CHECKS = {
    "settings-001": damaged,
    "settings-002": damaged,
    "settings-004": wrong_types,
    "settings-006": nowhere,
    "settings-007": unknown_key,
    "settings-008": damaged,
    "settings-011": no_backup_folder,
    "settings-012": lock_file,
    "settings-013": lead_times,
}
