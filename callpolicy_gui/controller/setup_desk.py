"""What has to be in place around the promise: its items, and the texts that are made from the policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callpolicy_gui.controller.setup_views import ItemView, NextPromise, SetupView
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.emergency_numbers import emergency_number, has_crisis_line
from callpolicy_gui.core.greeting_check import GreetingGap, greeting_gaps, promise_key
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.setup_items import SetupFacts, setup_states, years_to_confirm
from callpolicy_gui.storage.setup_store import SetupStore
from callpolicy_gui.wording import policy_texts
from callpolicy_gui.wording import setup as words
from callpolicy_gui.wording.policies import promise
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.protection_views import ProtectionView
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.core.policies import Policy, PolicyVersion
    from callpolicy_gui.core.setup_items import SetupAnswers

LONGEST_LINE, LONGEST_GREETING = 200, 2000


class SetupDesk:
    """Seven items, and the greeting and the letter.

    `protection` tells how the log is protected; with `is_kept` false there is nothing to protect.
    """

    def __init__(
        self, desk: Desk, signals: Signals, protection: Callable[[], ProtectionView], *, is_kept: bool
    ) -> None:
        self._desk = desk
        self._signals = signals
        self._protection = protection
        self._is_kept = is_kept
        self._store = SetupStore(desk.db)

    def view(self) -> SetupView:
        """Everything the page shows."""
        desk, now = self._desk, self._desk.now()
        practice, answers = desk.practice, self._store.load()
        version = practice.version_at(now)
        facts = self._facts(answers, version, now)
        year = practice.calendar.local_day(now).year
        items = tuple(
            ItemView(
                item,
                state,
                words.item_title(item, facts.years_to_confirm, year),
                words.item_detail(item, state, facts, version, desk.times),
            )
            for item, state in setup_states(facts).items()
        )
        country = practice.settings.country
        said = self._promise(version.policy)
        return SetupView(
            items,
            answers,
            facts.number,
            emergency_number(country),
            has_crisis_line(country),
            said,
            policy_texts.greeting(said, self._parts(answers)),
            self._next_promise(answers, now),
            not answers.first_run_done and not desk.calls.has_calls() and len(practice.versions) == 1,
        )

    def open_items(self) -> int:
        """How many items are to be done."""
        answers, now = self._store.load(), self._desk.now()
        facts = self._facts(answers, self._desk.practice.version_at(now), now)
        return sum(not state.is_settled for state in setup_states(facts).values())

    def gaps(self, greeting: str) -> tuple[str, ...]:
        """What a greeting, as it is typed, does not say."""
        answers, now = self._store.load(), self._desk.now()
        said = self._promise(self._desk.practice.version_at(now).policy)
        number = self._number(answers)
        return tuple(words.gap_words(gap, number) for gap in self._gaps(greeting, answers, said))

    def letter(self, version: PolicyVersion) -> str:
        """What clients are told in writing of a version; of a scheduled one, from when."""
        now, practice = self._desk.now(), self._desk.practice
        parts = self._parts(self._store.load())
        begins = version.effective_from
        start, before = None, ""
        if begins is not None and begins > now:
            start = local(begins, practice.calendar.zone).date()
            before = self._promise(practice.version_at(begins - 1).policy)
        return policy_texts.letter(self._promise(version.policy), start, before, parts, self._desk.times)

    # -- answers -------------------------------------------------------------------------

    def save_emergency(self, number: str, contact: str) -> Refused | None:
        """Keep the number callers dial and whom they turn to; an empty number is that of the country."""
        number, contact = number.strip(), " ".join(contact.split())
        if number and not any(char.isdigit() for char in number):
            return Refused(
                tr("That is not a number. Type the one that is dialled, such as 112."), Field.NUMBER
            )
        if not number and not emergency_number(self._desk.practice.settings.country):
            return Refused(tr("Type the number that callers dial in an emergency."), Field.NUMBER)
        if len(number) > LONGEST_LINE or len(contact) > LONGEST_LINE:
            return Refused(tr("That is too long to be said. Keep it under 200 characters."), Field.WHO)
        if number == emergency_number(self._desk.practice.settings.country):
            number = ""
        return self._answer(emergency_number=number, emergency_contact=contact)

    def name_practice(self, name: str) -> Refused | None:
        """Keep how the practice calls itself in its greeting."""
        name = " ".join(name.split())
        if len(name) > LONGEST_LINE:
            return Refused(tr("That is too long to be said. Keep it under 200 characters."), Field.WHO)
        return self._answer(practice_name=name)

    def record_greeting(self, text: str) -> Refused | None:
        """Keep the greeting as it was recorded, for the promise in force."""
        text = text.strip()
        if not text:
            return Refused(tr("There is nothing to say yet. Type your greeting."), Field.NOTE)
        if len(text) > LONGEST_GREETING:
            return Refused(
                tr("That is longer than callers listen. Keep it under 2,000 characters."), Field.NOTE
            )
        view, practice = self.view(), self._desk.practice
        policy = practice.version_at(self._desk.now()).policy
        return self._answer(
            greeting=text,
            greeting_promise=promise_key(policy, practice.settings.own_hours),
            greeting_is_own=text != view.greeting,
        )

    def say_scheduling(self, answer: str) -> Refused | None:
        """Keep whether the number is for scheduling only: "yes", "no", or "" for not said yet."""
        return self._answer(scheduling=answer)

    def mark_reviewed(self, who: str, on: date) -> Refused | None:
        """Note who reviewed the policy in force, and when."""
        desk, now = self._desk, self._desk.now()
        if not who.strip():
            return Refused(tr("Say who reviewed it."), Field.WHO)
        if on > desk.practice.calendar.local_day(now):
            return Refused(tr("That day is still to come."), Field.START)
        version = desk.practice.version_at(now)
        refused = desk.save(now, lambda: desk.policies.record_review(version.version_id, who.strip(), on))
        if isinstance(refused, Refused):
            return refused
        desk.practice.reload()
        self._signals.practice_changed.emit()
        return self._answer(has_reviewer=True)

    def set_reviewer(self, *, exists: bool) -> Refused | None:
        """Keep whether anybody reviews the policies of this practice."""
        return self._answer(has_reviewer=exists)

    def finish_first_run(self) -> Refused | None:
        """The first steps are done, or were skipped."""
        return self._answer(first_run_done=True)

    def _answer(self, **changes: Any) -> Refused | None:
        desk = self._desk
        answers = replace(self._store.load(), **changes)
        refused = desk.save(desk.now(), lambda: self._store.save(answers))
        if refused is None:
            self._signals.setup_changed.emit()
        return refused

    # -- what the answers mean -----------------------------------------------------------

    def _facts(self, answers: SetupAnswers, version: PolicyVersion, now: int) -> SetupFacts:
        practice, protection = self._desk.practice, self._protection()
        own = practice.settings.own_hours
        # The promise itself was read by whoever recorded the greeting for it.
        gaps = self._gaps(answers.greeting, answers, "") if answers.greeting else ()
        return SetupFacts(
            answers=answers,
            number=self._number(answers),
            promise_key=promise_key(version.policy, own),
            gaps=gaps,
            is_reviewed=bool(version.reviewed_with),
            was_reviewed=any(each.reviewed_with for each in practice.versions),
            is_kept=self._is_kept,
            has_passphrase=protection.has_passphrase,
            recovery_checked=protection.recovery_checked,
            years_to_confirm=years_to_confirm(practice.calendar, now),
        )

    def _gaps(self, greeting: str, answers: SetupAnswers, said: str) -> tuple[GreetingGap, ...]:
        return greeting_gaps(
            greeting,
            number=self._number(answers),
            contact=answers.emergency_contact,
            scheduling=words.scheduling_words() if answers.scheduling == "yes" else (),
            promise=said,
        )

    def _number(self, answers: SetupAnswers) -> str:
        return answers.emergency_number or emergency_number(self._desk.practice.settings.country)

    def _promise(self, policy: Policy) -> str:
        return promise(policy, self._desk.practice.settings.own_hours, self._desk.times)

    def _parts(self, answers: SetupAnswers) -> policy_texts.TextParts:
        return policy_texts.TextParts(
            answers.practice_name,
            self._number(answers),
            answers.emergency_contact,
            scheduling_only=answers.scheduling != "no",
        )

    def _next_promise(self, answers: SetupAnswers, now: int) -> NextPromise | None:
        """The next version that promises something else, with the greeting for it."""
        practice, times = self._desk.practice, self._desk.times
        own = practice.settings.own_hours
        here = promise_key(practice.version_at(now).policy, own)
        coming = sorted(
            (at, version.version_id)
            for version in practice.versions
            if (at := version.effective_from) is not None and at > now
        )
        for at, _ in coming:
            policy = practice.version_at(at).policy
            if promise_key(policy, own) != here:
                day = times.long_date(local(at, practice.calendar.zone).date())
                text = policy_texts.greeting(self._promise(policy), self._parts(answers))
                return NextPromise(words.next_promise_words(day), text)
        return None
