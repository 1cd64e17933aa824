from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from callpolicy_gui.controller.views import LogFilter
from callpolicy_gui.ui.log_model import DUE, KEPT, KEPT_PAGES, PAGE_ROWS, SORT_ROLE, VOICEMAIL, LogModel
from callpolicy_gui.ui.log_page import LogPage
from tests.ui.fake_practice import NOW, TODAY, FakeController, at
from tests.ui.practice_fixtures import controller, framed, press, retype, themed  # noqa: F401  (fixtures)

EVERYTHING = LogFilter(0, NOW + 1)


@pytest.fixture
def page(controller, framed):  # noqa: F811
    made = LogPage(controller)
    framed(made)
    return made


def test_the_model_counts_all_and_loads_only_what_is_asked_for(qapp):
    fake = FakeController(calls=5000)
    model = LogModel(fake)
    model.set_filter(EVERYTHING)
    assert model.rowCount() == 5000
    assert model.held_rows == 0
    model.index(4321, 0).data()
    assert fake.log.pages == [(EVERYTHING, PAGE_ROWS, 4300)]
    model.index(4399, 1).data()
    assert len(fake.log.pages) == 1


def test_the_model_lets_old_pages_go(qapp):
    fake = FakeController(calls=5000)
    model = LogModel(fake)
    model.set_filter(EVERYTHING)
    for row in range(0, 5000, 50):
        model.index(row, 0).data()
    assert model.held_rows == KEPT_PAGES * PAGE_ROWS


def test_the_model_sorts_by_ints(qapp):
    model = LogModel(FakeController())
    model.set_filter(EVERYTHING)
    for column in range(model.columnCount()):
        assert type(model.index(3, column).data(SORT_ROLE)) is int
    assert model.index(0, 0).data(SORT_ROLE) == model.entry(0).call.received_at


def test_a_shrunken_log_gives_empty_cells_and_not_an_error(qapp):
    fake = FakeController(calls=30)
    model = LogModel(fake)
    model.set_filter(EVERYTHING)
    fake.log.total = 3
    assert model.index(20, 0).data() is None


def test_names_are_plain_text_and_say_their_column(qapp):
    model = LogModel(FakeController())
    model.set_filter(EVERYTHING)
    assert model.index(4, 1).data() == "<b>Sam</b> O'Neil"
    assert model.index(4, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Caller: <b>Sam</b> O'Neil"
    digits = model.index(4, 0).data(Qt.ItemDataRole.FontRole)
    assert digits.featureTags()


def test_the_page_shows_the_count_and_the_newest_first(page):
    assert page.count.text() == "240 calls"
    assert page.model.index(0, 0).data() == "Mon 23 Nov 13:18"
    assert page.table.isVisible()


def test_periods_are_whole_local_days(page, controller):  # noqa: F811
    press(page.period.button("week"))
    assert page.filter() == LogFilter(at(TODAY.replace(day=17), 0), at(TODAY.replace(day=24), 0), "")
    press(page.period.button("last_month"))
    days = page.period_days()
    assert [day.isoformat() for day in days] == ["2026-10-01", "2026-10-31"]
    press(page.period.button("month"))
    assert page.period_days()[0].isoformat() == "2026-11-01"
    assert int(page.count.text().split()[0]) == page.model.rowCount() < 240


def test_arrow_keys_change_the_period(page):
    page.period.setFocus()
    QTest.keyClick(page.period.button("all"), Qt.Key.Key_Right)
    assert page.period.value() == "custom"
    assert page.first.isVisible()


def test_custom_days_in_the_wrong_order_are_read_in_the_right_one(page):
    press(page.period.button("custom"))
    page.first.set_value(TODAY)
    page.last.set_value(TODAY.replace(day=20))
    page.reload()
    assert page.filter().start == at(TODAY.replace(day=20), 0)
    assert page.filter().end == at(TODAY.replace(day=24), 0)


def test_typing_searches_and_nothing_found_can_be_cleared(page):
    QTest.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "marisol")
    assert page.count.text() == "48 calls"
    retype(page.search, "nobody")
    assert page.empty.isVisible()
    assert not page.table.isVisible()
    press(page.clear)
    assert page.count.text() == "240 calls"
    assert page.table.isVisible()


def test_an_empty_log_offers_nothing_to_clear(qapp, controller, framed):  # noqa: F811
    controller.log.total = 0
    made = LogPage(controller)
    framed(made)
    assert made.empty.isVisible()
    assert not made.clear.isVisible()


def test_export_is_asked_for(page, qtbot):
    with qtbot.waitSignal(page.export_requested, timeout=500):
        press(page.export)


def test_a_change_of_the_log_shows_at_once_only_where_it_is_seen(page, controller):  # noqa: F811
    controller.log.total = 12
    controller.log_changed.emit()
    assert page.model.rowCount() == 12
    page.hide()
    controller.log.total = 11
    controller.log_changed.emit()
    assert page.model.rowCount() == 12
    page.show()
    assert page.model.rowCount() == 11


def test_tab_leaves_the_table(page):
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Tab)
    assert not page.table.hasFocus()


def test_all_columns_fit_the_usual_window_and_the_least_needed_give_way(controller, framed):  # noqa: F811
    wide = LogPage(controller)
    framed(wide, 848, 600)
    assert not any(wide.table.isColumnHidden(column) for column in range(6))
    assert wide.table.horizontalScrollBar().maximum() == 0
    narrow = LogPage(controller)
    framed(narrow, 740, 560)
    assert narrow.table.isColumnHidden(VOICEMAIL)
    assert not narrow.table.isColumnHidden(DUE)
    assert not narrow.table.isColumnHidden(KEPT)
    assert narrow.table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("how", ["enter", "double click", "button"])
def test_the_client_of_the_chosen_call_can_be_opened(page, qtbot, how):
    assert not page.client.isEnabled()
    page.open_client()
    page.table.selectRow(3)
    assert page.client.isEnabled()
    with qtbot.waitSignal(page.client_requested) as asked:
        if how == "enter":
            QTest.keyClick(page.table, Qt.Key.Key_Return)
        elif how == "double click":
            spot = page.table.visualRect(page.model.index(3, 1)).center()
            QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
            QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        else:
            press(page.client)
    assert asked.args == [page.model.entry(3).client.client_id]


def test_a_call_that_is_where_it_was_stays_chosen(page, controller):  # noqa: F811
    page.table.selectRow(3)
    controller.log_changed.emit()
    assert page.client_id() == page.model.entry(3).client.client_id
    page.search.setText("Dana")
    assert page.client_id() is None
    assert not page.client.isEnabled()
