"""The command line: what may be asked for, read into one value and written back with absolute paths.

No option takes a name, a number or a note: other users of a computer can see the
arguments of a running program.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from callpolicy_gui import __version__
from callpolicy_gui.core.call_log import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATE = "a date looks like 2026-11-23"
_NO_DATE = "there is no such date; a date looks like 2026-11-23"
_FOLDER = "type the folder in full, beginning with / or with its name"
_NOT_UNDERSTOOD = "that cannot be understood"
_NO_OPTION = "there is a word that belongs to no option"
_SENTENCES = frozenset({_DATE, _NO_DATE, _FOLDER})
# Capitals, digits and other letters could be somebody's name or number.
_OPTION = re.compile(r"--?[a-z][a-z-]*(?==|$)")


@dataclass(frozen=True, slots=True)
class Command:
    """What one start asks for. `first` and `last` are the local dates of an export, both included."""

    data_dir: Path | None = None
    demo: bool = False
    import_file: Path | None = None
    yes: bool = False
    export_file: Path | None = None
    first: date | None = None
    last: date | None = None
    level: Level = Level.PSEUDONYMISED
    force: bool = False
    show_overdue: bool = False
    log: bool = False
    background: bool = False

    @property
    def needs_window(self) -> bool:
        """Whether a display is needed; import with --yes and export do without."""
        return not (self.export_file is not None or (self.import_file is not None and self.yes))

    def with_absolute_paths(self, folder: Path) -> Command:
        """The same, for a program that may stand in another folder than `folder`."""
        return replace(
            self,
            import_file=None if self.import_file is None else folder / self.import_file,
            export_file=None if self.export_file is None else folder / self.export_file,
        )

    def to_argv(self) -> list[str]:
        """Arguments that `parse` reads as this command, without the data folder."""
        argv: list[str] = []
        if self.import_file is not None:
            argv.append(f"--import={self.import_file}")
        if self.yes:
            argv.append("--yes")
        if self.export_file is not None and self.first is not None and self.last is not None:
            argv += [f"--export={self.export_file}", f"--from={self.first}", f"--to={self.last}"]
            argv.append(f"--level={self.level.value}")
        if self.force:
            argv.append("--force")
        if self.show_overdue:
            argv += ["--show", "overdue"]
        if self.log:
            argv.append("--log")
        if self.background:
            argv.append("--background")
        return argv


def parse(argv: Sequence[str]) -> Command:
    """The command that the arguments ask for.

    Raises:
        SystemExit: with code 0 after --help or --version, with code 2 and the usage on
            standard error for anything that cannot be understood.
    """
    parser = _parser()
    given = _understood(parser, argv)
    if given.export_file is not None and (given.first is None or given.last is None):
        parser.error("--export needs --from DATE and --to DATE")
    if given.export_file is None and (given.first or given.last or given.level or given.force):
        parser.error("--from, --to, --level and --force go with --export")
    if given.yes and given.import_file is None:
        parser.error("--yes goes with --import")
    if given.import_file is not None and given.export_file is not None:
        parser.error("--import and --export are two commands")
    if given.demo and (given.data_dir is not None or given.import_file or given.export_file):
        parser.error("--demo keeps nothing: it goes without --data-dir, --import and --export")
    if given.background and (given.import_file or given.export_file or given.show or given.log):
        parser.error("--background shows nothing: it goes without --import, --export, --show and --log")
    return Command(
        data_dir=given.data_dir,
        demo=given.demo,
        import_file=given.import_file,
        yes=given.yes,
        export_file=given.export_file,
        first=given.first,
        last=given.last,
        level=Level(given.level or Level.PSEUDONYMISED),
        force=given.force,
        show_overdue=given.show is not None,
        log=given.log,
        background=given.background,
    )


def _understood(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    """What was given; an error names the option and never what was given with it."""
    try:
        given, unknown = parser.parse_known_args(list(argv))
    except argparse.ArgumentError as error:
        is_clean = error.message in _SENTENCES or error.message.startswith("expected ")
        parser.error(f"argument {error.argument_name}: {error.message if is_clean else _NOT_UNDERSTOOD}")
    if unknown:
        options = [found[0] for found in map(_OPTION.match, unknown) if found is not None]
        parser.error(f"there is no option {options[0]}" if options else _NO_OPTION)
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="callpolicy",
        description="Who to call back next, by the promise you made. Everything stays on this computer.",
        allow_abbrev=False,
        exit_on_error=False,
    )
    add = parser.add_argument
    add("--data-dir", type=_folder, metavar="DIR", help="the folder of the log, instead of the usual one")
    add("--demo", action="store_true", help="a practice to try out, made up and thrown away")
    add("--import", dest="import_file", type=Path, metavar="FILE", help="read a phone's call log")
    add("--yes", action="store_true", help="with --import: without a preview and without a window")
    add("--export", dest="export_file", type=Path, metavar="FILE", help="write the call log as CSV")
    add(
        "--from", dest="first", type=_date, metavar="DATE", help="with --export: the first day, as 2026-11-01"
    )
    add("--to", dest="last", type=_date, metavar="DATE", help="with --export: the last day")
    add("--level", choices=[level.value for level in Level], help="with --export: pseudonymised if not said")
    add("--force", action="store_true", help="with --export: replace a file of that name")
    add("--show", choices=["overdue"], help="open the queue on the overdue calls")
    add("--log", action="store_true", help="open the window to log a call")
    add("--background", action="store_true", help="start into the tray, without a window")
    add("--version", action="version", version=f"callpolicy {__version__}")
    return parser


def _date(text: str) -> date:
    # fromisoformat takes week dates too, which nobody means here.
    if len(text) != len("2026-11-23") or text[4] != "-" or text[7] != "-":
        raise argparse.ArgumentTypeError(_DATE)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_NO_DATE) from None


def _folder(text: str) -> Path:
    # Nothing would be the current folder, and a shell that left ~ alone knows no such person.
    if not text or text.startswith("~"):
        raise argparse.ArgumentTypeError(_FOLDER)
    return Path(text)
