"""The command line is read into one value, and what cannot be understood ends with 2 and the usage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpolicy_gui import __version__
from callpolicy_gui.command_line import Command, parse
from callpolicy_gui.core.call_log import Level

EXPORT = ("--export", "a.csv", "--from", "2026-11-01", "--to", "2026-11-30")

# Any name a file can have, as Python has it: also one that is no UTF-8, and one that begins with a dash.
names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=("Cs",))
    | st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF),
    min_size=1,
)
paths = names.map(Path)
dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
shown = st.fixed_dictionaries({"show_overdue": st.booleans(), "log": st.booleans()})
imports = st.fixed_dictionaries({"import_file": paths, "yes": st.booleans()})
exports = st.fixed_dictionaries(
    {
        "export_file": paths,
        "first": dates,
        "last": dates,
        "level": st.sampled_from(Level),
        "force": st.booleans(),
    }
)
commands = st.builds(
    lambda what, how: Command(**what, **how), st.one_of(st.just({}), imports, exports), shown
) | st.just(Command(background=True))


@given(commands)
def test_a_command_comes_back_from_its_arguments(command):
    assert parse(command.to_argv()) == command


@given(commands, paths.filter(lambda path: not str(path).startswith("~")))
def test_the_data_folder_stays_with_the_program_that_runs(command, folder):
    """The running program has a folder already; the second start chose it by that."""
    there = replace(command, data_dir=folder)
    assert parse([f"--data-dir={folder}", *command.to_argv()]) == there
    assert parse(there.to_argv()) == command


@given(commands)
def test_paths_become_absolute_once(command):
    folder = Path("/somewhere/else")
    absolute = command.with_absolute_paths(folder)
    assert absolute == absolute.with_absolute_paths(Path("/third"))
    for path in (absolute.import_file, absolute.export_file):
        assert path is None or path.is_absolute()
    if command.import_file is not None:
        assert absolute.import_file == folder / command.import_file
    assert absolute.needs_window == command.needs_window


def test_an_absolute_path_is_left_alone():
    command = parse(["--import", "/phones/log.xml"])
    assert command.with_absolute_paths(Path("/elsewhere")).import_file == Path("/phones/log.xml")


def test_nothing_asks_for_the_window():
    assert parse([]) == Command()
    assert parse([]).needs_window


@pytest.mark.parametrize(
    ("argv", "needed"),
    [
        (["--import", "a.xml"], True),
        (["--import", "a.xml", "--yes"], False),
        ([*EXPORT], False),
        (["--show", "overdue"], True),
        (["--log"], True),
        (["--demo"], True),
        (["--background"], True),
    ],
)
def test_what_needs_a_window(argv, needed):
    assert parse(argv).needs_window is needed


def test_an_export_says_everything():
    command = parse([*EXPORT, "--level", "full", "--force", "--data-dir", "d"])
    assert command == Command(
        data_dir=Path("d"),
        export_file=Path("a.csv"),
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
        level=Level.FULL,
        force=True,
    )
    assert parse(EXPORT).level is Level.PSEUDONYMISED


@pytest.mark.parametrize("name", ["-rf.csv", "--yes", "--import", "-", "=", "a=b.csv", " ", "--force=1"])
def test_a_name_that_looks_like_an_option(name):
    assert parse([f"--import={name}"]) == Command(import_file=Path(name))
    assert parse([f"--export={name}", *EXPORT[2:]]).export_file == Path(name)
    assert parse(parse([f"--import={name}"]).to_argv()).import_file == Path(name)


@pytest.mark.parametrize(
    "argv",
    [
        ["--no-such-option"],
        ["a-file.xml"],
        ["--imp", "a.xml"],
        ["--import"],
        ["--import", "-rf.csv"],
        ["--yes"],
        ["--export", "a.csv"],
        ["--export", "a.csv", "--from", "2026-11-01"],
        ["--export", "a.csv", "--to", "2026-11-01"],
        ["--from", "2026-11-01"],
        ["--to", "2026-11-01"],
        ["--level", "full"],
        ["--force"],
        [*EXPORT, "--level", "everything"],
        [*EXPORT, "--import", "a.xml"],
        [*EXPORT, "--yes"],
        ["--demo", "--data-dir", "d"],
        ["--demo", "--import", "a.xml"],
        ["--demo", *EXPORT],
        ["--show"],
        ["--show", "everything"],
        ["--log=now"],
        ["--background", "--log"],
        ["--background", "--show", "overdue"],
        ["--background", "--import", "a.xml", "--yes"],
        ["--background", *EXPORT],
        [*EXPORT[:2], "--from", "20261101", "--to", "2026-11-30"],
        [*EXPORT[:2], "--from", "2026-W45-7", "--to", "2026-11-30"],
        [*EXPORT[:2], "--from", "2026-11-31", "--to", "2026-11-30"],
        [*EXPORT[:2], "--from", "01/11/2026", "--to", "2026-11-30"],
        [*EXPORT[:2], "--from", "", "--to", "2026-11-30"],
        [*EXPORT[:2], "--from", "2026-11-1 ", "--to", "2026-11-30"],
        [*EXPORT[:2], "--from", "\u0662\u0660\u0662\u0666-11-01", "--to", "2026-11-30"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_understood(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage: callpolicy ")
    assert "callpolicy: error: " in said.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["add", "--name", "Wilhelmina"], "there is no option --name"),
        (["Wilhelmina"], "there is a word that belongs to no option"),
        (["--Wilhelmina"], "there is a word that belongs to no option"),
        (["--name=Wilhelmina"], "there is no option --name"),
        (["--level", "Wilhelmina"], "argument --level: that cannot be understood"),
        (["--log=Wilhelmina"], "argument --log: that cannot be understood"),
        (["--from", "Wilhelmina"], "argument --from: a date looks like 2026-11-23"),
        (["--import"], "argument --import: expected one argument"),
    ],
)
def test_an_error_names_the_option_and_never_what_was_given(argv, said, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.endswith(f"callpolicy: error: {said}\n")
    assert "Wilhelmina" not in err


@pytest.mark.parametrize("folder", ["", "~", "~nobody/log"])
def test_a_folder_that_would_be_somewhere_else_is_refused(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        parse([f"--data-dir={folder}"])
    assert ended.value.code == 2
    assert "argument --data-dir: type the folder in full" in capsys.readouterr().err
    assert parse(["--data-dir=./~nobody"]).data_dir == Path("~nobody")


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_an_export_of_a_date_that_is_none_says_what_one_looks_like(option, capsys):
    with pytest.raises(SystemExit):
        parse(["--export", "a.csv", "--from", "2026-11-01", "--to", "2026-11-02", option, "2026-02-30"])
    assert (
        f"argument {option}: there is no such date; a date looks like 2026-11-23" in capsys.readouterr().err
    )


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        parse(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"callpolicy {__version__}\n"


def test_help_names_every_option(capsys):
    with pytest.raises(SystemExit) as ended:
        parse(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for option in ("--data-dir", "--demo", "--import", "--yes", "--export", "--from", "--to", "--level",
                   "--force", "--show", "--log", "--version"):  # fmt: skip
        assert option in said
