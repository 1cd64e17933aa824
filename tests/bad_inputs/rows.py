"""The rows of a file of hostile inputs, and where such a file lies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.core.cases import folder

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One input. `value` is what it stands for, str or bytes: made when it is wanted, some are huge."""

    id: str
    target: str
    description: str
    expected: str
    payload: str | None
    generator: str | None

    @cached_property
    def value(self) -> str | bytes:
        if self.generator is None:
            return self.payload or ""
        return eval(self.generator, {})  # noqa: S307  # a test's own data, one expression a row

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else self.value.decode("utf-8", "surrogateescape")

    @property
    def data(self) -> bytes:
        return self.value if isinstance(self.value, bytes) else self.value.encode("utf-8", "surrogatepass")


def load(path: Path) -> list[Row]:
    return [
        Row(
            given["id"],
            given["target"],
            given.get("description", ""),
            given.get("expected", ""),
            given.get("payload"),
            given.get("generator"),
        )
        for given in json.loads(path.read_text(encoding="utf-8"))
    ]


def known_rows() -> list[Row]:
    """The rows of the shared folder where that is there, else of the project's copy."""
    return load(folder() / "bad_inputs.json")
