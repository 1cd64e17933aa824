"""What of an open log is seen outside its window: the tray and the alerts.

Counts and times. A name comes no further than here, and no further than its initials, where the practice
wants them and nobody has hidden names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.alerts import AlertKind, calls_of
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.desktop.tray import TrayState
from callpolicy_gui.desktop.tray_icon import TrayKind
from callpolicy_gui.wording.alerts import alert_text, next_deadline_words, tray_tooltip
from callpolicy_gui.wording.discretion import initials
from callpolicy_gui.wording.problems import clock_doubted_shortly
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller import Controller
    from callpolicy_gui.core.alerts import Digest
    from callpolicy_gui.wording.alerts import AlertText

_ABOUT_CALLS = {
    AlertKind.OVERDUE: "overdue:",
    AlertKind.OVERDUE_WHILE_OFF: "overdue:",
    AlertKind.DUE_SOON: "soon:",
}


def tray_of(controller: Controller, *, lockable: bool, backup_failed: bool) -> TrayState:
    """What the tray shows of the queue as it is."""
    view, times = controller.queue(), controller.times
    groups = {row.group for row in view.rows}
    session = controller.sessions.view()
    kind = TrayKind.CALM
    if Group.DUE_SOON in groups:
        kind = TrayKind.DUE
    if Group.OVERDUE in groups:
        kind = TrayKind.OVERDUE
    tips = [
        session.words if session.runs else "",
        tray_tooltip(view.rows, view.now, times),
        clock_doubted_shortly() if controller.clock.doubt is not None else "",
        tr("backup failed") if backup_failed else "",
    ]
    return TrayState(
        kind,
        " \u00b7 ".join(filter(None, tips)),
        next_deadline_words(view.rows, view.now, times),
        can_pause=True,
        paused=controller.alerts.paused_until is not None,
        lockable=lockable,
        names_hidden=controller.names_hidden,
        session_text="" if session.runs else session.words,
        session_until=0 if session.runs else session.until,
        in_session=session.runs,
    )


def alert_of(controller: Controller, digest: Digest) -> AlertText:
    """What a digest says on the screen."""
    return alert_text(digest, controller.now(), controller.times, _whose(controller, digest))


def _whose(controller: Controller, digest: Digest) -> tuple[str, ...]:
    """The initials of whom the digest counts, as the queue has them; none where they are not to be seen."""
    prefix = _ABOUT_CALLS.get(digest.kind)
    if prefix is None or not controller.settings.alert_initials or controller.names_hidden:
        return ()
    calls = set(calls_of(key for key in digest.keys if key.startswith(prefix)))
    clients = [row.obligation.client for row in controller.queue().rows if row.call_id in calls]
    found = [initials(client.name) for client in clients if client is not None]
    return tuple(dict.fromkeys(filter(None, found)))
