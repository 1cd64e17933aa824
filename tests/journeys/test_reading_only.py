"""A log on a medium that is closed for writing: shown, exported from a terminal, and nothing of it lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.desktop.harness import ROOT
from tests.journeys.day import PATIENCE_S, Day
from tests.small_disk import NoDiskError, small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desktop.harness import Desktop

pytestmark = pytest.mark.desktop

SAMPLE = ROOT / "tests" / "data" / "calls-android-backup.xml"
MONDAY_9 = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a wall clock; Day knows whose
REFUSED = "Not saved: the log is open for reading only.\n"


def test_a_medium_that_is_closed_for_writing(bare_desktop: Desktop, tmp_path: Path) -> None:
    day = Day(bare_desktop, tmp_path, MONDAY_9)
    try:
        with small_disk(day.data_dir) as disk:
            assert day.ask("--import", str(SAMPLE), "--yes").returncode == 0
            disk.close_for_writing()
            before = files(day.data_dir)

            # Without a window: exporting works, importing is refused with a sentence.
            assert len(day.log()) == 148
            refused = day.ask("--import", str(SAMPLE), "--yes")
            assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", REFUSED)

            program = day.start()
            # The first overdue call is called returned, and a new one is typed: neither can be saved.
            day.press("r", "ctrl+n")
            day.type("6465550143")
            day.press("Return")
            log = day.log()
            assert len(log) == 148
            assert not [record for record in log if record["number"] == "6465550143"]
            assert [record for record in log if record["status"] == "late" and not record["returned"]]
            program.process.terminate()
            assert program.wait(PATIENCE_S) == 0
            assert program.errors == ""
            assert files(day.data_dir) == before
    except NoDiskError as error:
        pytest.skip(str(error))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
