from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.ui.queue_model import Card, QueueModel
from tests.ui.fake_controller import TIMES, FakeController, at, missed_call, sample_calls


@pytest.fixture
def controller(qapp):
    return FakeController()


@pytest.fixture
def model(controller, qtmodeltester):
    made = QueueModel()
    made.set_view(controller.queue(), TIMES)
    qtmodeltester.check(made)
    return made


def titles(model):
    return [model.index(row).data() for row in range(model.rowCount())]


def test_groups_stand_in_order_under_their_headings(model):
    assert titles(model) == [
        "Overdue, 1", "Marisol Tran",
        "Due soon, 2", "Dana Whitfield", "(206) 555-0176",
        "Later today, 1", "Joel Okafor",
        "Tomorrow and later, 1", "Priya Raman",
        "Waiting, 1", "Theo Lindqvist",
    ]  # fmt: skip


def test_headings_cannot_be_reached(model):
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable


def test_a_card_is_one_sentence_to_a_screen_reader(model):
    said = model.index(3).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("Dana Whitfield", "urgent", "Due soon", "Due in 42 min", "by 15:00", "Voicemail"):
        assert part in said


def test_not_owed_opens_and_collapses(model):
    model.set_not_owed_shown(True)
    assert titles(model)[-2:] == ["No return owed, 1", "(253) 555-0187"]
    model.set_not_owed_shown(False)
    assert titles(model)[-1] == "Theo Lindqvist"
    assert model.count_of(Group.NOT_OWED) == 1


def test_a_second_silent_call_is_seen_while_the_group_is_closed(qapp):
    silent = [
        missed_call(n, 99, at(time), voicemail=Voicemail.NO, due_at=None)
        for n, time in ((71, "10:00"), (72, "12:00"))
    ]
    model = QueueModel()
    model.set_view(FakeController([*silent, *sample_calls()]).queue(), TIMES)
    heading, first = titles(model)[-2:]
    assert heading == "No return owed, 1"
    (card,) = [card for card in model.cards() if card.row.group is Group.NOT_OWED]
    assert (card.text.title, card.text.right) == (first, "Rang 2 times")
    assert card.row.can_be_closed
    model.set_not_owed_shown(True)
    assert len([card for card in model.cards() if card.row.group is Group.NOT_OWED]) == 2


def test_the_same_queue_repaints_nothing(model, controller):
    changes = []
    model.dataChanged.connect(lambda *_: changes.append("data"))
    model.layoutChanged.connect(lambda *_: changes.append("layout"))
    for signal in (model.rowsInserted, model.rowsRemoved, model.rowsMoved, model.modelReset):
        signal.connect(lambda *_: changes.append("rows"))
    model.set_view(controller.queue(), TIMES)
    assert changes == []


def test_only_what_changed_is_repainted(model, controller):
    changed = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.data()))
    row = controller.queue().rows[1]
    renamed = replace(row.obligation.client, name="Dana W.")
    rows = list(controller.queue().rows)
    rows[1] = replace(row, obligation=replace(row.obligation, client=renamed))
    model.set_view(replace(controller.queue(), rows=tuple(rows)), TIMES)
    assert changed == ["Dana W."]


def test_a_card_that_moves_keeps_its_identity(model, controller):
    joel = QPersistentModelIndex(model.index_of(14))
    assert joel.data() == "Joel Okafor"
    controller.set_now(at("16:25"))
    model.set_view(controller.queue(), TIMES)
    assert joel.isValid()
    assert model.card_at(joel).row.group is Group.OVERDUE


def test_a_long_day_of_changes_ends_where_a_fresh_model_would(controller):
    walked = QueueModel()
    for minute in range(0, 36 * 60, 37):
        controller.set_now(at("8:00") + minute * 60)
        walked.set_view(controller.queue(), TIMES)
        fresh = QueueModel()
        fresh.set_view(controller.queue(), TIMES)
        assert titles(walked) == titles(fresh)
        assert [c.text for c in walked.cards()] == [c.text for c in fresh.cards()]


def test_cards_and_indexes_agree(model):
    for card in model.cards():
        assert isinstance(card, Card)
        assert model.card_at(model.index_of(card.row.call_id)) == card
    assert not model.index_of(999).isValid()
    assert not model.index_of_group(Group.NOT_OWED).isValid()
