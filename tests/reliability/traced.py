"""What a process did to a folder, read from strace's record: the events that a power cut can split."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SYSCALLS = (
    "openat,close,write,writev,pwrite64,fsync,fdatasync,ftruncate,fallocate,"
    "rename,renameat,renameat2,link,linkat,unlink,unlinkat,mmap"
)
_LINE = re.compile(rb"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at an offset of a file, named by its number."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file gets a size."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name stands for a file from now on, for none where `file` is None; `gone` is the name it had."""

    name: str
    file: int | None
    gone: str | None = None


@dataclass(frozen=True, slots=True)
class Sync:
    """A file's content is on the disk; the folder's names where `file` is None."""

    file: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What the process itself said at this point."""

    text: str


Event = Write | Cut | Name | Sync | Mark


class Trace:
    """Reads one record. `folder` is the only place that counts; marks are lines on descriptor 1."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._names: dict[str, int] = {}
        self._open: dict[int, int | None] = {}  # a descriptor's file, None for a folder
        self._end: dict[int, int] = {}
        self._files = 0
        self.events: list[Event] = []

    def read(self, record: Path) -> list[Event]:
        with record.open("rb") as lines:
            for line in lines:
                found = _LINE.match(line)
                if found is not None and int(found[3]) >= 0:
                    self._call(found[1].decode(), found[2], int(found[3]))
                elif b"unfinished" in line and any(
                    b" %s(" % name in line for name in (b"pwrite64", b"fsync")
                ):
                    raise AssertionError("two threads write")
        return self.events

    def _call(self, name: str, arguments: bytes, answer: int) -> None:
        texts = [_plain(found) for found in _TEXT.finditer(arguments)]
        if name in {"write", "writev", "pwrite64"}:
            self._write(name, arguments, texts, answer)
        elif name in {"fsync", "fdatasync"}:
            if (number := int(arguments)) in self._open:
                self.events.append(Sync(self._open[number]))
        elif name in {"ftruncate", "fallocate"}:
            numbers = [int(part) for part in arguments.split(b",")]
            if self._open.get(numbers[0]) is not None:
                if name == "fallocate":
                    raise AssertionError("fallocate is not understood")
                self.events.append(Cut(self._open[numbers[0]], numbers[1]))
        elif name == "openat":
            self._opened(texts[0].decode(), arguments, answer)
        elif name == "close":
            self._open.pop(int(arguments), None)
        elif name == "mmap" and b"MAP_SHARED" in arguments and b"PROT_WRITE" in arguments:
            number = int(arguments.split(b",")[4])
            if self._open.get(number) is not None:
                raise AssertionError("a file is written through memory")
        elif name.startswith(("link", "rename", "unlink")):
            self._renamed(name, [text.decode() for text in texts])

    def _write(self, name: str, arguments: bytes, texts: list[bytes], answer: int) -> None:
        number = int(arguments.split(b",", 1)[0])
        data = b"".join(texts)[:answer]
        if number == 1 and name != "pwrite64":
            self.events += [Mark(line) for line in data.decode().splitlines()]
            return
        file = self._open.get(number)
        if file is None:
            return
        if len(data) != answer:
            raise AssertionError("strace shortened a text")
        offset = int(arguments.rsplit(b",", 1)[1]) if name == "pwrite64" else self._end.get(file, 0)
        self._end[file] = offset + len(data)
        self.events.append(Write(file, offset, data))

    def _opened(self, path: str, arguments: bytes, descriptor: int) -> None:
        if path == self._folder:
            self._open[descriptor] = None
            if b"O_TMPFILE" in arguments:
                self._files += 1
                self._open[descriptor] = self._files
        elif path.startswith(self._folder + "/"):
            name = path.removeprefix(self._folder + "/")
            if name not in self._names:
                self._files += 1
                self._names[name] = self._files
                self.events.append(Name(name, self._files))
            self._open[descriptor] = self._names[name]
            if b"O_TRUNC" in arguments:
                self.events.append(Cut(self._names[name], 0))
                self._end[self._names[name]] = 0
        else:
            self._open.pop(descriptor, None)

    def _renamed(self, call: str, paths: list[str]) -> None:
        if not all(path.startswith((self._folder + "/", "/proc/self/fd/")) for path in paths):
            return
        names = [path.removeprefix(self._folder + "/") for path in paths]
        if call.startswith("unlink"):
            self._names.pop(names[0], None)
            self.events.append(Name(names[0], None))
            return
        if names[0].startswith("/proc"):
            file = self._open[int(names[0].rsplit("/", 1)[1])]
        else:
            file = self._names[names[0]]
        self._names[names[1]] = file
        if call.startswith("rename"):
            del self._names[names[0]]
            self.events.append(Name(names[1], file, gone=names[0]))
        else:
            self.events.append(Name(names[1], file))


def _plain(found: re.Match) -> bytes:
    if found[2]:
        raise AssertionError("strace shortened a text")
    return bytes.fromhex(found[1].replace(b"\\x", b"").decode())
