"""The program talks to this computer alone: a scripted day under strace, and what its modules import."""

from __future__ import annotations

import os
import re
import shutil

import pytest

from tests.reliability.session import played
from tests.test_architecture import MODULES, imports_of

NETWORK = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc", "PySide6.QtNetworkAuth",
    "PySide6.QtWebSockets", "PySide6.QtWebEngineCore",
}  # fmt: skip
# The local socket of the single instance is all of Qt's network library that is used.
LOCAL = {"PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket"}
SOCKETS = re.compile(r"\b(socket|connect)\((?:\d+, )?(?:\{sa_family=)?(\w+)")


def test_no_module_of_ours_speaks_a_network_protocol():
    used = {(path.name, name) for path in MODULES for name in imports_of(path)}
    foreign = [
        (module, name)
        for module, name in used
        if name.split(".")[0] in NETWORK or ".".join(name.split(".")[:2]) in NETWORK
    ]
    assert foreign == []
    assert {name for _, name in used if name.startswith("PySide6.QtNetwork")} <= LOCAL


@pytest.mark.slow
def test_a_day_opens_no_socket_to_a_network(tmp_path):
    if shutil.which("strace") is None:
        assert not os.environ.get("CALLPOLICY_REQUIRE_DESKTOP"), "strace is not installed"
        pytest.skip("needs strace")
    trace = tmp_path / "trace"
    with played(tmp_path, "strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace)) as pid:
        os.kill(pid, 9)
    calls = SOCKETS.findall(trace.read_text(errors="replace"))
    assert ("socket", "AF_UNIX") in calls, "not even the single instance was seen"
    assert {family for _, family in calls} == {"AF_UNIX"}
