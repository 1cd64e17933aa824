"""A real desktop for tests, without a monitor and without touching the tester's own.

A private X server, window manager, session bus, home and runtime folder, and the real
notification daemon with a configuration of ours. Every process started here is ended here,
by its process id.

    with running_desktop() as desktop:
        program = desktop.start_python("-m", "callpolicy_gui.app")
        desktop.click_notification()
        desktop.screenshot(path)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jeepney import DBusAddress, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.desktop.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DUNSTRC = HERE / "dunstrc"
REQUIRED = "CALLPOLICY_REQUIRE_DESKTOP"
BUS_TOOLS = ("dbus-daemon",)
SCREEN_TOOLS = ("Xvfb", "openbox", "xdotool", "xprop", "import", *BUS_TOOLS)
DUNST_TOOLS = ("dunst",)
NOTIFICATIONS = "org.freedesktop.Notifications"
NOTIFICATIONS_PATH = "/org/freedesktop/Notifications"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <servicedir>{services}</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def require_tools(*tools: str) -> None:
    """Skip where a tool is missing; fail instead where CALLPOLICY_REQUIRE_DESKTOP=1."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)}"
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(reason)
    pytest.skip(reason)


class Program:
    """A started process; what it prints is collected line by line."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self._log = log.open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            command,
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def errors(self) -> str:
        """What it has written to standard error."""
        return Path(self._log.name).read_text(encoding="utf-8")

    def send(self, line: str) -> None:
        """Write one line to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait_for_line(self, wanted: str, timeout_s: float = 15.0) -> str:
        """The first line that begins with `wanted`."""

        def found() -> str:
            ended = self.process.poll() is not None and not self._reader.is_alive()
            line = next((line for line in list(self.lines) if line.startswith(wanted)), "")
            if not line and ended:
                raise AssertionError(f"it ended without saying {wanted!r}:\n{self.errors}")
            return line

        try:
            return wait_for(found, f"the line {wanted!r}", timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}\nsaid: {self.lines}\nerrors: {self.errors}") from None

    def wait(self, timeout_s: float = 15.0) -> int:
        """Its exit code."""
        return self.process.wait(timeout_s)

    def stop(self) -> None:
        """End it, gently first, and close what belongs to it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self._reader.join(5)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        self._log.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))


class PrivateBus:
    """A session bus of its own in `folder`, and programs that use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs: list[Program] = []
        self._count = 0
        self.bus: Program | None = None
        self.bus_path = folder / "bus"
        self.services = folder / "services"
        self.services.mkdir()
        home, runtime = folder / "home", folder / "run"
        home.mkdir()
        runtime.mkdir(mode=0o700)
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.bus_path}",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder / 'no-system-bus'}",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "NO_AT_BRIDGE": "1",
        }

    def start_bus(self) -> None:
        """Start the message bus; its address is the same each time."""
        config = self.folder / "bus.conf"
        config.write_text(BUS_CONFIG.format(path=self.bus_path, services=self.services), encoding="utf-8")
        self.bus_path.unlink(missing_ok=True)
        self.bus = self.start("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile")
        wait_for(self._bus_answers, "the message bus")

    def stop_bus(self) -> None:
        """End the message bus, as a session that falls apart does."""
        assert self.bus is not None
        self.end(self.bus)

    def start(self, *command: str, env: dict[str, str] | None = None) -> Program:
        """Start a program in this environment; it is ended with the desktop."""
        self._count += 1
        log = self.folder / f"{self._count}-{Path(command[0]).name}.err"
        program = Program(list(command), {**self.env, **(env or {})}, log)
        self._programs.append(program)
        return program

    def start_python(self, *arguments: str, env: dict[str, str] | None = None) -> Program:
        """Start the tests' own Python with `arguments`."""
        return self.start(sys.executable, *arguments, env=env)

    def end(self, program: Program) -> None:
        """End one program now."""
        program.stop()
        self._programs.remove(program)

    def stop(self) -> None:
        """End everything, the last started first."""
        while self._programs:
            self._programs.pop().stop()

    def has_owner(self, name: str) -> bool:
        """Whether anybody owns `name` on the bus."""
        return bool(self._call(message_bus.NameHasOwner(name))[0])

    def offer_service(self, name: str, *command: str) -> None:
        """Let the bus start `command` when somebody calls `name`."""
        lines = ["[D-BUS Service]", f"Name={name}", f"Exec={' '.join(command)}"]
        (self.services / f"{name}.service").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._call(message_bus.ReloadConfig())

    def owner_pid(self, name: str) -> int:
        """The process that owns `name`."""
        return int(self._call(message_bus.GetConnectionUnixProcessID(name))[0])

    def _bus_answers(self) -> bool:
        try:
            self._call(message_bus.ListNames())
        except OSError:
            return False
        return True

    def _call(self, message: Any) -> Any:
        connection = open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"])
        try:
            return unwrap_msg(connection.send_and_get_reply(message, timeout=5))
        finally:
            connection.close()


class Desktop(PrivateBus):
    """A display of 1280 x 900 with a window manager, and notifications when asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.dunst: Program | None = None

    def start_screen(self) -> None:
        """Start the X server on a free number, and the window manager."""
        reading, writing = os.pipe()
        server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(writing),
                "-screen",
                "0",
                "1280x900x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ],
            pass_fds=[writing],
            env=self.env,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        self._server = server
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise AssertionError("the X server did not start")
        self.env |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        self.start("openbox", "--sm-disable")
        wait_for(lambda: "window id" in self.output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "openbox")

    def start_dunst(self) -> None:
        """Start the real notification daemon with our dunstrc."""
        self.dunst = self.start("dunst", "-config", str(DUNSTRC))
        wait_for(lambda: self.has_owner(NOTIFICATIONS), "dunst")

    def kill_dunst(self) -> None:
        """End the notification daemon."""
        assert self.dunst is not None
        self.end(self.dunst)
        wait_for(lambda: not self.has_owner(NOTIFICATIONS), "the end of dunst")

    def stop(self) -> None:
        super().stop()
        server = getattr(self, "_server", None)
        if server is not None:
            server.terminate()
            server.wait(10)

    def output(self, *command: str) -> str:
        """What a short command prints; empty when it fails."""
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=20, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    def xdotool(self, *arguments: str) -> str:
        """Run xdotool; what it prints, or "" when it finds nothing."""
        return self.output("xdotool", *arguments)

    def screenshot(self, path: Path) -> Path:
        """Save the whole screen as a picture."""
        subprocess.run(
            ["import", "-window", "root", str(path)],
            env=self.env,
            check=True,
            timeout=20,
            capture_output=True,
        )
        return path

    def notification_windows(self) -> list[str]:
        """The ids of the notification daemon's visible windows."""
        return self.xdotool("search", "--onlyvisible", "--class", "Dunst").split()

    def notification_count(self) -> int:
        """How many notifications are on screen."""
        address = DBusAddress(NOTIFICATIONS_PATH, NOTIFICATIONS, "org.dunstproject.cmd0")
        return int(self._call(Properties(address).get("displayedLength"))[0][1])

    def notification_history(self) -> list[dict[str, Any]]:
        """The notifications that have gone, newest first, by dunst's own account."""
        address = DBusAddress(NOTIFICATIONS_PATH, NOTIFICATIONS, "org.dunstproject.cmd0")
        entries = self._call(new_method_call(address, "NotificationListHistory"))[0]
        return [{key: value for key, (_, value) in entry.items()} for entry in entries]

    def click_notification(self, button: int = 1, at: float = 0.5) -> None:
        """Click a notification with the mouse, `at` this fraction of the stack's height."""
        window = wait_for(self.notification_windows, "a notification on screen")[0]
        geometry = dict(
            line.split("=", 1) for line in self.xdotool("getwindowgeometry", "--shell", window).splitlines()
        )
        x = int(geometry["X"]) + int(geometry["WIDTH"]) // 2
        y = int(geometry["Y"]) + round(int(geometry["HEIGHT"]) * at)
        self.xdotool("mousemove", "--sync", str(x), str(y), "click", str(button))

    def active_window_name(self) -> str:
        """The title of the window that has the keyboard, by the window manager's account."""
        return self.xdotool("getactivewindow", "getwindowname")


@contextmanager
def running_bus() -> Iterator[PrivateBus]:
    """A private session bus only."""
    require_tools(*BUS_TOOLS)
    with tempfile.TemporaryDirectory(prefix="cp-", ignore_cleanup_errors=True) as folder:
        bus = PrivateBus(Path(folder))
        try:
            bus.start_bus()
            yield bus
        finally:
            bus.stop()


@contextmanager
def running_desktop(*, dunst: bool = True) -> Iterator[Desktop]:
    """A whole desktop; `env` of what it yields starts programs in it."""
    require_tools(*SCREEN_TOOLS, *(DUNST_TOOLS if dunst else ()))
    # Short, because a socket's path may have 107 characters only.
    with tempfile.TemporaryDirectory(prefix="cp-", ignore_cleanup_errors=True) as folder:
        desktop = Desktop(Path(folder))
        try:
            desktop.start_bus()
            desktop.start_screen()
            if dunst:
                desktop.start_dunst()
            yield desktop
        finally:
            desktop.stop()
