"""Which check a row gets: its own, or for a row nobody has seen yet the rules of its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bad_inputs import (
    command_lines,
    datetimes,
    hours,
    log_files,
    names,
    notes,
    phone_logs,
    phones,
    setting_files,
)
from tests.bad_inputs.checks import Misbehaved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.bad_inputs.rows import Row

# Files that the program has no reader for yet: one sentence, nothing imported.
NOT_READ = frozenset({"import_csv", "import_html", "import_cdr"})

_MODULES = {
    "phone": phones,
    "name": names,
    "note": notes,
    "datetime": datetimes,
    "policy_hours": hours,
    "db_file": log_files,
    "settings": setting_files,
    "cli": command_lines,
    "import_xml": phone_logs,
}


def check_for(row: Row) -> Callable[[Row, Path], None]:
    """The row's own check, else the general one of its target."""
    if row.target in NOT_READ:
        return phone_logs.CHECKS.get(row.id, phone_logs.not_read)
    module = _MODULES.get(row.target)
    if module is None:
        return _unknown
    return module.CHECKS.get(row.id, module.any_other)


def _unknown(row: Row, _folder: Path) -> None:
    raise Misbehaved(f"there is no target {row.target}")
