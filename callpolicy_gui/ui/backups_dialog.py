"""The backups there are, and putting one in the log's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QDialog,
    QFrame,
    QLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from callpolicy_gui.ui.backup_delegate import DETAILS_ROLE, WHEN_ROLE, BackupDelegate
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Banner, Button, FlowLayout, FocusRing, Label, ScrollPage

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from callpolicy_gui.controller.backup_desk import BackupDesk
    from callpolicy_gui.controller.backup_views import BackupRow

_WIDTH, _HEIGHT, _LIST_HEIGHT = 560, 540, 240  # layout units


class _List(QListWidget):
    """Backups to choose one from, by arrow keys too."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setItemDelegate(BackupDelegate(self))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # How high a row is follows from how wide it is, which a scroll bar that comes changes again.
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        return QSize(px(_WIDTH), px(_LIST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(110))


class BackupsDialog(QDialog):
    """Lists the backups; restoring, and taking a restore back, is asked once more inside the dialog."""

    def __init__(self, desk: BackupDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._undo = desk.undo()
        self._rows: tuple[BackupRow, ...] = ()
        self._asking_undo = False
        self.setWindowTitle(self.tr("Backups"))
        self.list = _List(self.tr("Backups"))
        self.sentence = Label("", "body", "text2")
        self.nothing = Label(
            self.tr("One is made when you quit, and after five minutes without a key."), "body", "text2"
        )
        self.question = Banner("soon", icon="triangle-alert", dismissible=True)
        self.question.dismiss_button().set_words(self.tr("Cancel"))
        self.question.hide()
        self.restore = Button(self.tr("Restore\u2026"), "history")
        self.undo = Button(self.tr("Undo restore\u2026"), "undo-2")
        self.close_button = Button(self.tr("Close"))
        self._build()
        self.restore.clicked.connect(self._ask_restore)
        self.undo.clicked.connect(self._ask_undo)
        self.close_button.clicked.connect(self.reject)
        self.question.show_requested.connect(self._confirmed)
        self.question.dismissed.connect(self._cancelled)
        self.list.currentRowChanged.connect(lambda _row: self._settle())
        desk.changed.connect(self.reload)
        # Once it has its place: a question that was just shown has none yet.
        self._into_view = QTimer(self, singleShot=True, interval=0)
        self._into_view.timeout.connect(lambda: self.pane.ensureWidgetVisible(self.question))
        self._ring = FocusRing(self)
        self.reload()
        self.resize(px(_WIDTH), px(_HEIGHT))

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.pane = ScrollPage(margin=18, gap=12)
        outer.addWidget(self.pane)
        body = self.pane.body
        body.addWidget(Label(self.tr("Backups"), "h2"))
        for widget in (self.sentence, self.nothing):
            body.addWidget(widget)
        body.addWidget(self.list, 1)
        body.addWidget(self.question)
        deeds = QWidget()
        row = FlowLayout(deeds, gap=8, trailing=True)
        for button in (self.undo, self.restore, self.close_button):
            row.addWidget(button)
        body.addWidget(deeds)
        ground = self.pane.widget()
        column = None if ground is None else ground.layout()
        if isinstance(column, QBoxLayout):
            # The list takes what is left over, not the empty end of the page.
            column.setStretch(0, 1)
            column.setStretch(1, 0)
        self.setMinimumSize(px(240), px(200))

    def reload(self) -> None:
        """Show the backups as they are now; the chosen one stays chosen."""
        view, rows = self._desk.view(), self._desk.rows()
        self.sentence.setText(view.needs_attention or view.sentence)
        self.sentence.set_ink("overdue" if view.needs_attention else "text2")
        if rows != self._rows:
            kept = self.chosen()
            self._rows = rows
            self.list.clear()
            for row in rows:
                item = QListWidgetItem(f"{row.when}, {row.details}")
                item.setData(WHEN_ROLE, row.when)
                item.setData(DETAILS_ROLE, row.details)
                self.list.addItem(item)
            same = [n for n, row in enumerate(rows) if kept is not None and row.backup == kept.backup]
            self.list.setCurrentRow(same[0] if same else 0)
        self._undo = self._desk.undo()
        self._settle()

    def chosen(self) -> BackupRow | None:
        """The backup that is chosen."""
        number = self.list.currentRow()
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def _settle(self) -> None:
        """What can be done now; a question about another backup is no longer asked."""
        self.question.hide()
        self.list.setVisible(bool(self._rows))
        self.nothing.setVisible(not self._rows)
        self.restore.setVisible(bool(self._rows))
        self.restore.setEnabled(self.chosen() is not None and not self._desk.running)
        self.undo.setVisible(self._undo is not None)
        if self._undo is not None:
            started_over = self.tr("Put the old log back\u2026")
            self.undo.set_words(started_over if self._undo.started_over else self.tr("Undo restore\u2026"))
        self.undo.setEnabled(not self._desk.running)

    def _ask_restore(self) -> None:
        row = self.chosen()
        if row is not None:
            kept = self.tr("Everything since then will be kept as a backup first. You can undo this.")
            title = self.tr("Restore the backup of {when}?").replace("{when}", row.when)
            self._ask(title, kept, self.tr("Restore"), undo=False)

    def _ask_undo(self) -> None:
        if self._undo is not None:
            kept = self.tr("The log as it was before comes back. What is there now is kept first.")
            if self._undo.started_over:
                title = self.tr("Put back the log that was set aside {when}?")
                act = self.tr("Put it back")
            else:
                title, act = self.tr("Undo the restore of {when}?"), self.tr("Undo restore")
            self._ask(title.replace("{when}", self._undo.when), kept, act, undo=True)

    def _ask(self, title: str, said: str, act: str, *, undo: bool) -> None:
        self._asking_undo = undo
        self.question.set_content("soon", title, said, icon="triangle-alert")
        self.question.set_action(act)
        self.question.present()
        self.question.dismiss_button().setFocus(Qt.FocusReason.OtherFocusReason)
        self._into_view.start()

    def _confirmed(self) -> None:
        row, undo, wants_undo = self.chosen(), self._undo, self._asking_undo
        self.accept()
        if wants_undo and undo is not None:
            self._desk.ask_to_undo_restore(undo)
        elif not wants_undo and row is not None:
            self._desk.ask_to_restore(row)

    def _cancelled(self) -> None:
        asked = self.undo if self._asking_undo else self.restore
        asked.setFocus(Qt.FocusReason.OtherFocusReason)
