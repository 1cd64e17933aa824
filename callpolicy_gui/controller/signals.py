"""What the controller says to whoever listens; `app` connects it to windows and desktop."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Signals(QObject):
    """The signals of the controller. Objects are the values named in `views` and `core`."""

    queue_changed = Signal(object)  # QueueView
    practice_changed = Signal()  # settings, policy, holidays, closures or sessions
    setup_changed = Signal()  # an answer of the set-up page, or how the log is protected
    log_changed = Signal()
    clients_changed = Signal()  # names, numbers, merges or what was agreed with a client
    names_changed = Signal()  # names, numbers and notes are hidden, or shown again
    undo_changed = Signal(object)  # UndoView, or None
    said = Signal(str)  # a short confirmation, to be announced
    failed = Signal(str)  # a sentence; nothing was saved
    import_read = Signal(object)  # ImportPreview or Refused
    rows_read = Signal(object, object)  # a path and the rows that a child process read, or Refused
    alert_owed = Signal(object)  # core.alerts.Digest
    alerts_settled = Signal()  # what was alerted is handled: withdraw it
