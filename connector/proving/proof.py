"""Runs a test: its families become records as they would in a run, and each is held against what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connector.binding import posted
from connector.mapping import Mapping, map_family
from connector.proving.cases import Case, Given
from connector.proving.comparing import Difference, differences
from connector.proving.ground import Ground
from connector.proving.outcome import Outcome
from connector.recognition import CALENDAR_MONTHS, Billed, Calendar, LineSchedule, Memo, scheduled
from connector.translation.translate import translate
from connector.translation.wanted import Translation, WantedRecord
from netsuite_client.records import CreditMemo, Invoice


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A test, and where what came of it is not what it expects."""

    case: Case
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences


@dataclass(frozen=True, kw_only=True)
class Proof:
    """All tests with what came of them."""

    verdicts: tuple[Verdict, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> Sequence[Verdict]:
        """The tests that fail."""
        return [each for each in self.verdicts if not each.passed]


def proof_of(cases: Sequence[Case], mapping: Mapping, ground: Ground) -> Proof:
    """Run all tests."""
    outcomes = tuple(outcome_of(case.given, mapping, ground) for case in cases)
    verdicts = (
        Verdict(case=case, differences=tuple(differences(case.expected, outcome)))
        for case, outcome in zip(cases, outcomes, strict=True)
    )
    return Proof(verdicts=tuple(verdicts), outcomes=outcomes)


def outcome_of(given: Given, mapping: Mapping, ground: Ground) -> Outcome:
    """What comes of the families that a test gives."""
    translations = [_posted(each, given, ground) for each in _translated(given, mapping, ground)]
    wanted = {record.external_id: record for one in translations for record in (*one.shared, *one.records)}
    return Outcome(
        root=given.root,
        translations=tuple(translations),
        wanted=tuple(wanted.values()),
        schedules=tuple(_schedules(given, list(wanted.values()), ground)),
    )


def _translated(given: Given, mapping: Mapping, ground: Ground) -> Iterator[Translation]:
    pins: dict[str, str] = {}
    for family in given.families:
        translation = translate(family, ground.rules, pins)
        pins = {**translation.pins, **pins}
        yield map_family(translation, family, mapping).translation


def _posted(one: Translation, given: Given, ground: Ground) -> Translation:
    """On the days on which it is posted: what is closed by then is closed for what happens last (rule A-9)."""
    if not given.closed:
        return one
    rules = ground.posting(given.closed)
    records = tuple(
        posted(each, rules.posting(each.record)) if _happens_last(each, given) else each for each in one.records
    )
    return replace(one, records=records)


def _happens_last(wanted: WantedRecord, given: Given) -> bool:
    """Whether a record comes of the refund or credit that the test lets happen, if it does so."""
    dated = getattr(wanted.record, "tran_date", None)
    return given.happened is None or dated == given.happened


def _schedules(given: Given, wanted: Sequence[WantedRecord], ground: Ground) -> Iterator[LineSchedule]:
    closed = Calendar(closed=given.closed)
    memos = [each for each in wanted if isinstance(each.record, CreditMemo)]
    for each in wanted:
        if isinstance(each.record, Invoice):
            calendar = CALENDAR_MONTHS if given.happened else closed
            billed = Billed(record=each.record, terms=each.terms, calendar=calendar)
            yield from scheduled(billed, [_memo(memo, given, closed) for memo in memos], ground.policy)


def _memo(wanted: WantedRecord, given: Given, closed: Calendar) -> Memo:
    if not isinstance(wanted.record, CreditMemo):
        raise TypeError(wanted.external_id)
    calendar = closed if _happens_last(wanted, given) or given.happened is None else CALENDAR_MONTHS
    return Memo(record=wanted.record, copies=wanted.copies, calendar=calendar)
