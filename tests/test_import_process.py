import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from callpolicy_gui import import_process
from callpolicy_gui.core.imported_calls import PhoneLogRow, RowKind
from callpolicy_gui.formats.android_calls import read
from callpolicy_gui.formats.problems import FormatProblem
from callpolicy_gui.import_process import (
    ImportFailed,
    ImportProblem,
    PhoneLogFile,
    read_file_in_child,
    read_in_child,
)
from tests.formats.bad_inputs import ANDROID_SAMPLE, as_bytes

ROW = b'<call number="555" date="1700000000000" type="3" contact_name="CANARYzq7Xp0Marguerite"/>\n'


@pytest.fixture
def given_file(tmp_path):
    def write(data):
        path = tmp_path / "calls.xml"
        path.write_bytes(data)
        return path

    return write


def failure(path, **limits):
    with pytest.raises(ImportFailed) as failed:
        read_in_child(path, **limits)
    assert "CANARY" not in repr(failed.value)
    assert failed.value.__cause__ is None
    return failed.value.problem, failed.value.format_problem, failed.value.place


def test_the_sample_comes_back_as_it_is():
    data = ANDROID_SAMPLE.read_bytes()
    assert read_in_child(ANDROID_SAMPLE) == read(data)
    assert read_file_in_child(ANDROID_SAMPLE) == PhoneLogFile(read(data), 384)


def test_it_works_from_any_folder(monkeypatch, tmp_path):
    (tmp_path / "callpolicy_gui").mkdir()
    (tmp_path / "callpolicy_gui" / "__init__.py").write_text("raise SystemExit(9)")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert len(read_in_child(ANDROID_SAMPLE)) == 384


def test_odd_texts_cross_the_pipe(given_file):
    path = given_file(as_bytes("import_xml-002"))
    assert read_in_child(path) == [PhoneLogRow("555", "Ann \U0001f600", 1_700_000_000_000, RowKind.MISSED, 0)]


def test_what_the_file_says_it_has_is_passed_on(given_file):
    assert read_file_in_child(given_file(as_bytes("import_xml-013"))).stated == 500
    assert read_file_in_child(given_file(b"<calls/>")) == PhoneLogFile([], None)


@pytest.mark.parametrize(
    ("identifier", "detail", "place"),
    [
        ("import_xml-004", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-005", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-006", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-009", FormatProblem.ENTRY_TOO_LONG, "line 1"),
        ("import_xml-012", FormatProblem.CUT_OFF, "line 1"),
        ("import_xml-015", FormatProblem.TEXT_MESSAGES, ""),
    ],
)
def test_a_hostile_file_is_refused_with_its_place(given_file, identifier, detail, place):
    assert failure(given_file(as_bytes(identifier))) == (ImportProblem.REFUSED, detail, place)


def test_a_cut_is_told_with_how_much_stands_before_it(given_file):
    for complete in (0, 1, 12):
        with pytest.raises(ImportFailed) as caught:
            read_in_child(given_file(b"<calls>" + ROW * complete + ROW[:20]))
        assert caught.value.format_problem is FormatProblem.CUT_OFF
        assert caught.value.complete == complete
    with pytest.raises(ImportFailed) as caught:
        read_in_child(given_file(as_bytes("import_xml-004")))
    assert caught.value.complete is None


def test_one_bad_row_refuses_all(given_file):
    data = b"<calls>" + ROW * 500 + ROW.replace(b"1700000000000", b"yesterday") + b"</calls>"
    assert failure(given_file(data)) == (ImportProblem.REFUSED, FormatProblem.DATE_UNREADABLE, "call 501")


def test_other_formats_are_unknown(given_file):
    assert failure(given_file(b"name,phone\n")) == (ImportProblem.UNKNOWN_FORMAT, None, "")
    assert failure(given_file(b"")) == (ImportProblem.UNKNOWN_FORMAT, None, "")


def test_what_is_no_file_is_not_opened(tmp_path):
    assert failure(tmp_path / "none.xml")[0] is ImportProblem.NOT_FOUND
    assert failure(ANDROID_SAMPLE / "below.xml")[0] is ImportProblem.NOT_FOUND
    assert failure(tmp_path)[0] is ImportProblem.NOT_A_FILE
    assert failure(Path("a\0b"))[0] is ImportProblem.UNREADABLE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert failure(tmp_path / "pipe")[0] is ImportProblem.NOT_A_FILE


def test_a_file_that_cannot_be_read(monkeypatch, given_file):
    def pulled_out(*_args):
        raise OSError(5, "Input/output error")

    path = given_file(b"<calls/>")
    monkeypatch.setattr(Path, "open", pulled_out)
    assert failure(path)[0] is ImportProblem.UNREADABLE


def test_a_large_file_never_reaches_the_child(monkeypatch, given_file):
    monkeypatch.setattr(import_process, "MOST_BYTES", 10)
    monkeypatch.setattr(import_process, "_ask_child", None)
    assert failure(given_file(b"<calls/>   "))[0] is ImportProblem.TOO_LARGE


@pytest.fixture
def child_runs(monkeypatch):
    """Lets the child run other code, with the arguments and pipes of the real one."""
    real = subprocess.Popen
    started = []

    def start(code):
        def popen(command, **options):
            started.append(real([sys.executable, "-c", code, *command[4:]], **options))
            return started[-1]

        monkeypatch.setattr(subprocess, "Popen", popen)
        return started

    return start


def test_a_child_that_hangs_is_killed(child_runs, given_file):
    started = child_runs("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass")
    assert failure(given_file(b"<calls/>"), timeout_s=0.5)[0] is ImportProblem.UNREADABLE
    assert started[0].poll() is not None


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "import os; os._exit(3)",
        "pass",
        "print('not json')",
        "print('[]')",
        "print('{}')",
        """print('{"rows": 2, "stated": null}')""",
        """print('{"rows": 1, "stated": null}'); print('["1", "", 5, "no kind", 0]')""",
        """print('{"rows": 1, "stated": null}'); print('["1", ""]')""",
        """print('{"rows": 1, "stated": null}'); print('{"number": 1}')""",
        """print('{"problem": "new", "format_problem": null, "place": ""}')""",
        """print('{"problem": "refused"}')""",
    ],
)
def test_a_child_that_breaks_down_imports_nothing(child_runs, given_file, code):
    child_runs(f"import sys; sys.stdin.buffer.read()\n{code}")
    assert failure(given_file(ROW))[0] is ImportProblem.UNREADABLE


def test_a_child_that_dies_before_it_has_read_the_file(child_runs, given_file):
    child_runs("import os; os._exit(1)")
    assert failure(given_file(ROW * 20_000))[0] is ImportProblem.UNREADABLE


def test_a_child_that_cannot_be_started(monkeypatch, given_file):
    monkeypatch.setattr(sys, "executable", "/no/such/interpreter")
    assert failure(given_file(b"<calls/>"))[0] is ImportProblem.UNREADABLE


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds the limit on memory")
def test_a_file_that_needs_too_much_memory(given_file):
    path = given_file(b"<calls>" + ROW * 100_000 + b"</calls>")
    assert failure(path, memory_bytes=48 * 1024 * 1024)[0] in {
        ImportProblem.TOO_LARGE,
        ImportProblem.UNREADABLE,  # where even the interpreter does not fit
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds the limit on memory")
def test_the_limits_hold_in_the_child(given_file, child_runs):
    child_runs(
        "import resource, sys\nfrom callpolicy_gui.import_process import _limit\n"
        "_limit(*map(int, sys.argv[1:3]))\n"
        "which = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)\n"
        "a, c, n = (resource.getrlimit(w)[1] for w in which)\n"
        """print('{"rows": 1, "stated": null}')\n"""
        """print(f'["{a} {c} {n}", "", 0, "other", 0]')"""
    )
    (row,) = read_in_child(given_file(b"<calls/>"), timeout_s=4.5, memory_bytes=500_000_000)
    assert row.number == "500000000 5 0"


def test_a_lack_of_memory_in_the_reader_is_said(monkeypatch):
    def full(_data):
        raise MemoryError

    monkeypatch.setattr("callpolicy_gui.formats.android_calls.read", full)
    with pytest.raises(ImportFailed) as failed:
        import_process._understood(import_process._answer(b"<calls/>"))
    assert failed.value.problem is ImportProblem.TOO_LARGE


def test_a_bundled_program_reads_in_its_own_process(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(import_process, "_ask_child", None)
    assert len(read_in_child(ANDROID_SAMPLE)) == 384


def test_a_system_without_limits_still_reads(monkeypatch):
    monkeypatch.setattr(import_process, "resource", None)
    import_process._limit(1, 1)


@pytest.fixture
def as_child(monkeypatch, capsys):
    """Runs the child's own code here, without its limits; gives the lines it writes."""

    def run(stdin):
        limits = []
        monkeypatch.setattr(import_process, "_limit", lambda *given: limits.append(given))
        monkeypatch.setattr(sys, "argv", ["import_process", "1000", "10"])
        monkeypatch.setattr(sys, "stdin", stdin)
        assert import_process.main() == 0
        assert limits == [(1000, 10)]
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_what_the_child_writes(as_child):
    lines = as_child(io.TextIOWrapper(io.BytesIO(b"<calls count='2'>" + ROW + b"</calls>")))
    assert lines == [
        {"rows": 1, "stated": 2},
        ["555", "CANARYzq7Xp0Marguerite", 1_700_000_000_000, "missed", 0],
    ]


def test_a_file_that_does_not_even_fit_into_the_child(as_child):
    class Full:
        @property
        def buffer(self):
            raise MemoryError

    assert as_child(Full()) == [
        {"problem": "too_large", "format_problem": None, "place": "", "complete": None}
    ]


def run_child(data):
    command = [sys.executable, "-P", "-m", "callpolicy_gui.import_process", str(2**30), "10"]
    env = {**os.environ, "PYTHONPATH": str(Path(import_process.__file__).parent.parent)}
    return subprocess.run(command, input=data, capture_output=True, check=False, env=env)


def test_the_child_writes_no_value_of_a_refused_file():
    done = run_child(b"<calls>" + ROW + ROW.replace(b'type="3"', b'type="CANARY"') + b"</calls>")
    assert done.returncode == 0
    assert b"CANARY" not in done.stdout + done.stderr


def test_the_child_never_loads_qt_or_the_numbers():
    code = (
        "import sys, callpolicy_gui.import_process as p\np._answer(b'<calls/>')\n"
        "sys.exit(any(name.split('.')[0] in {'PySide6', 'phonenumbers', 'sqlite3'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
