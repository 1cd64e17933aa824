"""The call log as a CSV file: UTF-8 with a byte-order mark, RFC 4180.

A spreadsheet takes a cell that begins with `=` for a formula, even behind characters that
nobody sees, so such a cell is given a leading single quote; `read_back` takes it away.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from callpolicy_gui.core.call_log import columns
from callpolicy_gui.formats.text import without_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.core.call_log import Level, LogRow

_STARTS_FORMULA = frozenset("=+-@")
_STARTS_CELL = frozenset("\t\r\0")  # a spreadsheet drops these, then reads the rest again
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by category, nothing on screen


def write(rows: Sequence[LogRow], level: Level) -> bytes:
    """The whole file: one heading line, then one record per row, with the columns of the level."""
    return write_table(columns(level), (row.cells(level) for row in rows))


def write_table(headings: Sequence[str], records: Iterable[Sequence[str]]) -> bytes:
    """A CSV file of texts; a text that a spreadsheet could take for a formula is quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(heading) for heading in headings])
    writer.writerows([_safe(cell) for cell in record] for record in records)
    return without_lone_surrogates(out.getvalue()).encode("utf-8-sig")


def read_back(data: bytes) -> list[dict[str, str]]:
    """The records of a file that `write` or `write_table` made, without the added quotes."""
    records = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    headings = [_unsafe(heading) for heading in next(records)]
    return [dict(zip(headings, map(_unsafe, record), strict=True)) for record in records]


def _safe(cell: str) -> str:
    return f"'{cell}" if _could_be_formula(cell.lstrip("'")) else cell


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _could_be_formula(cell.lstrip("'")) else cell


def _could_be_formula(text: str) -> bool:
    for character in text:
        # NFKC: a full-width or small equals sign counts as one.
        if character in _STARTS_CELL or unicodedata.normalize("NFKC", character)[0] in _STARTS_FORMULA:
            return True
        if unicodedata.category(character) not in _INVISIBLE and character not in _BLANKS:
            return False
    return False
