"""Phone logs: read by the real child process, previewed, imported whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from callpolicy_gui import import_process
from callpolicy_gui.controller.views import Field, ImportPreview, Refused
from callpolicy_gui.formats import android_calls
from callpolicy_gui.formats.problems import FormatError
from callpolicy_gui.ui.import_dialog import ImportDialog
from tests.bad_inputs.checks import Misbehaved, expect, expect_refused, expect_words, quotes
from tests.bad_inputs.processes import PATIENCE, ROOT
from tests.bad_inputs.world import World, window, world

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.controller.views import LogEntry
    from tests.bad_inputs.rows import Row

_SUFFIX = {"import_xml": "xml", "import_csv": "csv", "import_cdr": "csv", "import_html": "html"}
_ENOUGH_MEMORY = 100 * 1024 * 1024


def _file(row: Row, folder: Path) -> Path:
    path = folder / f"calls.{_SUFFIX.get(row.target, 'xml')}"
    path.write_bytes(row.data)
    return path


def _refused(made: World, path: Path, value: str) -> str:
    """Previewing the file is refused as a whole; the dialog names the file; nothing is written."""
    with made.unchanged():
        answer = made.preview(path)
        sentence = expect_refused(answer, value, Field.FILE)
        with window(made) as shown:
            dialog = ImportDialog(made.controller, path, shown.main)
            made.controller.import_read.emit(answer)
            labels = [label.text() for label in dialog.findChildren(QLabel)]
            dialog.deleteLater()
        expect(any(path.name in text for text in labels), "the dialog does not name the file")
        expect(not any(quotes(text, value) for text in labels), "the dialog repeats the value")
    return sentence


def refused(*words: str):
    """The file is refused as a whole, with these words."""

    def check(row: Row, folder: Path) -> None:
        with world() as made:
            sentence = _refused(made, _file(row, folder), row.text)
            for word in (*words, "Nothing was imported"):
                expect_words(sentence, word)

    return check


def imported(*wanted: tuple[str, str]):
    """The file becomes calls with these names and numbers; imported again it adds nothing."""

    def check(row: Row, folder: Path) -> None:
        with world() as made:
            path = _file(row, folder)
            made.take(_previewed(made, path))
            found = {_who(entry) for entry in made.entries()}
            expect(found == set(wanted), f"imported as {sorted(found)!r}")
            expect(made.calls() == len(wanted), f"{made.calls()} calls")
            expect(len(made.records(folder)) == len(wanted), "the export lost a call")
            made.take(_previewed(made, path))
            expect(made.calls() == len(wanted), "a second import adds calls")

    return check


def _previewed(made: World, path: Path) -> ImportPreview:
    with made.unchanged():
        preview = made.preview(path)
    expect(isinstance(preview, ImportPreview), f"refused: {getattr(preview, 'sentence', '')}")
    assert isinstance(preview, ImportPreview)
    return preview


def _who(entry: LogEntry) -> tuple[str, str]:
    return ("" if entry.client is None else entry.client.name), entry.call.number


def _preview_words(made: World, path: Path) -> str:
    """What the dialog says of a file before anything is imported."""
    with window(made) as shown:
        preview = _previewed(made, path)
        dialog = ImportDialog(made.controller, path, shown.main)
        made.controller.import_read.emit(preview)
        words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
        dialog.deleteLater()
    return words


def at_once(row: Row, folder: Path) -> None:
    """Refused by the reader in under 100 ms, and by a child that has 100 MB."""
    refused("At line 1")(row, folder)
    begun = time.thread_time()
    try:
        android_calls.read(row.data)
    except FormatError:
        took = time.thread_time() - begun
    else:
        raise Misbehaved("the reader takes it")
    expect(took < 0.1, f"took {took * 1000:.0f} ms")
    try:
        import_process.read_in_child(_file(row, folder), memory_bytes=_ENOUGH_MEMORY)
    except import_process.ImportFailed as error:
        expect(error.problem is import_process.ImportProblem.REFUSED, f"with 100 MB: {error.problem.value}")


def opens_nothing(words: str):
    """Refused, and the child neither opens a file that the document names nor any socket."""

    def check(row: Row, folder: Path) -> None:
        with world() as made:
            expect_words(_refused(made, _file(row, folder), row.text), words)
        if shutil.which("strace") is None:
            return  # the refusal is all that can be seen here
        trace = folder / "trace"
        command = [sys.executable, "-P", "-m", "callpolicy_gui.import_process", str(1 << 30), "10"]
        done = subprocess.run(
            ["strace", "-f", "-e", "trace=open,openat,socket,connect", "-o", str(trace), *command],
            input=row.data, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        calls = trace.read_text(errors="replace") if trace.exists() else ""
        if "import_process" not in calls:
            return  # nobody may look at processes here
        expect(done.returncode == 0, "the child died")
        expect("/etc/passwd" not in calls, "the child opens the file that the document names")
        expect("socket(" not in calls and "connect(" not in calls, "the child makes a socket")

    return check


def huge_attribute(row: Row, folder: Path) -> None:
    before = _children_seconds()
    with world() as made, made.unchanged():
        path = _file(row, folder)
        answer = made.preview(path)
        expect_refused(answer, row.text, Field.FILE)
    spent = _children_seconds() - before
    expect(spent < 5, f"{spent:.1f} s of CPU")


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def cut_off(row: Row, folder: Path) -> None:
    refused("ends too early", "At line 1")(row, folder)
    with world() as made:
        sentence = _refused(made, _file(row, folder), row.text)
        expect_words(sentence, "complete calls", "before the cut")


def other_count(row: Row, folder: Path) -> None:
    with world() as made:
        path = _file(row, folder)
        said = _preview_words(made, path)
        expect_words(said, "500")
        made.take(_previewed(made, path))
        expect(made.calls() == 1, f"{made.calls()} calls imported")


def kinds(row: Row, folder: Path) -> None:
    imported(("", "556"))(row, folder)
    with world() as made:
        said = _preview_words(made, _file(row, folder))
        expect_words(said, "1 answered", "1 incoming", "1 other", "skipped", "not used", "left out")


def no_number(row: Row, folder: Path) -> None:
    imported(("", ""))(row, folder)


def vanished(row: Row, folder: Path) -> None:
    with world() as made:
        path = _file(row, folder)
        path.unlink()
        expect_words(_refused(made, path, ""), "not found")


def long_name(row: Row, folder: Path) -> None:
    with world() as made:
        path = folder / row.text
        path.write_bytes(b"name,phone\n")
        _refused(made, path, "")
        expect([each.name for each in folder.iterdir()] == [row.text], "another file was made")


def any_other(row: Row, folder: Path) -> None:
    """Imported whole, or refused with a sentence and nothing written."""
    with world() as made:
        path = _file(row, folder)
        answer = made.preview(path)
        expect(made.calls() == 0, "a preview writes")
        if isinstance(answer, Refused):
            _refused(made, path, row.text)
            return
        done = made.take(answer)
        expect(not isinstance(done, Refused), "previewed, then refused")
        expect(made.calls() == answer.new, f"{made.calls()} calls of {answer.new}")
        expect(len(made.records(folder)) == made.calls(), "the export lost a call")


def not_read(row: Row, folder: Path) -> None:
    """No reader for it: one sentence, and nothing is imported."""
    with world() as made:
        sentence = _refused(made, _file(row, folder), row.text)
        expect_words(sentence, "Nothing was imported")
        expect(made.calls() == 0, "something was imported")


CHECKS = {
    "import_xml-001": imported(("Ann", "(555) 123-0000")),
    "import_xml-002": imported(("Ann \U0001f600", "555")),
    "import_xml-004": at_once,
    "import_xml-005": refused("At line 1"),
    "import_xml-006": refused("At line 1"),
    "import_xml-007": opens_nothing("At line 1"),
    "import_xml-008": opens_nothing("At line 1"),
    "import_xml-009": huge_attribute,
    "import_xml-010": refused(),
    "import_xml-012": cut_off,
    "import_xml-013": other_count,
    "import_xml-015": refused("text messages"),
    "import_xml-016": kinds,
    "import_xml-018": no_number,
    "import_xml-019": opens_nothing("no missed or outgoing calls"),
    "import_xml-020": refused("At line 2"),
    "import_csv-020": vanished,
    "import_csv-021": long_name,
}
