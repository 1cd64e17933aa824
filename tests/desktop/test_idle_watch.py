"""Nobody there: seen by what arrives at the program's own windows, told by a clock that is given."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest

from callpolicy_gui.desktop.idle_watch import IdleWatch

BEAT_S = 5.0


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class World:
    """A watch, its clock and a window; `live` lets time pass beat by beat."""

    def __init__(self, minutes: int) -> None:
        self.clock = Clock()
        self.watch = IdleWatch(self.clock, minutes)
        self.idle_at: list[float] = []
        self.watch.idle.connect(lambda: self.idle_at.append(self.clock.now))
        self.window = QWindow()
        self.window.resize(100, 100)

    def live(self, seconds: float) -> None:
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.now = min(self.clock.now + BEAT_S, until)
            self.watch.beat(self.clock.now)

    def move(self, x: float) -> None:
        point = QPointF(x, 5)
        none = Qt.MouseButton.NoButton
        moved = QMouseEvent(QEvent.Type.MouseMove, point, point, none, none, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(self.window, moved)

    def wheel(self) -> None:
        turned = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QCoreApplication.sendEvent(self.window, turned)


@pytest.fixture
def world(qapp):
    made = World(5)
    made.watch.start()
    yield made
    made.watch.stop()


def test_idle_is_said_once_after_the_minutes(world) -> None:
    world.live(299)
    assert world.idle_at == []
    world.live(1000)
    assert world.idle_at == [1304.0]


TOUCHES = {
    "key": lambda world: QTest.keyClick(world.window, Qt.Key.Key_A),
    "shortcut": lambda world: QCoreApplication.sendEvent(world.window, QEvent(QEvent.Type.ShortcutOverride)),
    "composed letter": lambda world: QCoreApplication.sendEvent(world.window, QInputMethodEvent()),
    "press": lambda world: QTest.mouseClick(world.window, Qt.MouseButton.LeftButton),
    "move": lambda world: (world.move(1), world.move(2)),
    "wheel": World.wheel,
    "notification": lambda world: world.watch.touch(),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES.keys())
def test_whoever_is_there_puts_it_off(world, touch) -> None:
    world.live(290)
    touch(world)
    world.live(299)
    assert world.idle_at == []
    world.live(1)
    assert world.idle_at == [1590.0]


def test_it_begins_again_after_somebody_was_there(world) -> None:
    world.live(400)
    TOUCHES["key"](world)
    world.live(400)
    assert world.idle_at == [1300.0, 1700.0]


def test_what_the_program_does_by_itself_is_nobody(world) -> None:
    world.move(5)
    world.live(290)
    world.move(5)  # a window opened under a resting pointer
    for kind in (QEvent.Type.Enter, QEvent.Type.FocusIn, QEvent.Type.UpdateRequest, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(world.window, QEvent(kind))
    world.live(10)
    assert world.idle_at == [1300.0]


def test_every_event_goes_on_its_way(world) -> None:
    arrived = []

    class Window(QWindow):
        def keyPressEvent(self, event) -> None:  # noqa: N802 - Qt's name
            arrived.append(event.text())

    window = Window()
    QTest.keyClick(window, Qt.Key.Key_A)
    assert arrived == ["a"]


def test_no_minutes_are_never(world) -> None:
    world.watch.set_minutes(0)
    world.live(10_000)
    assert world.idle_at == []


def test_other_minutes_begin_anew(world) -> None:
    world.live(290)
    world.watch.set_minutes(1)
    assert world.watch.minutes == 1
    world.live(59)
    assert world.idle_at == []
    world.live(1)
    assert world.idle_at == [1350.0]
    with pytest.raises(ValueError, match="fewer"):
        world.watch.set_minutes(-1)
    with pytest.raises(ValueError, match="fewer"):
        IdleWatch(world.clock, -1)


def test_it_watches_between_start_and_stop_only(qapp) -> None:
    world = World(5)
    world.live(1000)
    assert world.idle_at == []
    assert not world.watch.is_watching
    world.watch.start()
    world.watch.start()  # twice is once
    assert world.watch.is_watching
    world.live(299)
    world.watch.stop()
    world.watch.stop()
    world.live(1000)
    assert world.idle_at == []
    world.watch.start()
    world.live(299)
    assert world.idle_at == []
    world.watch.stop()
