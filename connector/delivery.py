"""Carries intended records to NetSuite. Stop it anywhere and run it again: the end is the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event as StopSignal
from typing import TypeVar

import structlog

from connector.binding import Bound, BoundOperation, bind
from connector.causes import issue_of
from connector.copied_recognition import Copied, copied, invoices_to_read
from connector.crew import Crew
from connector.delivered import Delivered
from connector.existing import judge_sought, sought_by
from connector.lifecycle import Event
from connector.periods import PERIOD_CAUSES
from connector.ports import (
    Batch,
    ClaimedApplication,
    ClaimedCheck,
    ClaimedRecord,
    Clock,
    DeliveryJournal,
    Erp,
    IssueDraft,
    LeaseLost,
    Purpose,
    Settlement,
)
from connector.posting_calendar import PostingCalendar
from connector.questions import settled_by_question
from connector.settled_invoices import invoices_named, paid_twice
from connector.trying_again import BATCH_RECORDS_MAX, in_company, retry_delay
from connector.verdicts import Answered, blames_period, no_answers, shared_verdict, still_linked, stops
from connector.withdrawal import kept_in_netsuite
from netsuite_client.account import Found, Sought
from netsuite_client.errors import Busy, LoginRefused, NetSuiteError, ProtocolError, RequestRefused, Unreachable
from netsuite_client.outcomes import (
    Accepted,
    Meaning,
    Outcome,
    Refused,
    Unanswered,
)
from netsuite_client.records import Transaction

T = TypeVar("T")

log = structlog.get_logger()

LEASE_SECONDS = 1200.0
"""Longer than the longest request that NetSuite answers."""
TRIES_MAX = 8
"""Tries in passing trouble or without an answer before a person must look (rule OP-1); by then all travel alone."""


@dataclass(kw_only=True)
class Lane:
    """One worker that claims, binds, sends and settles until nothing is ready."""

    journal: DeliveryJournal
    erp: Erp
    clock: Clock
    run_id: int
    stop: StopSignal = field(default_factory=StopSignal)
    batch_records: int = BATCH_RECORDS_MAX
    lanes: int = 1
    tries_max: int = TRIES_MAX
    crew: Crew = field(default_factory=Crew)
    calendar: PostingCalendar = field(default_factory=PostingCalendar)
    delivered: Delivered = field(default_factory=Delivered)

    def run(self) -> Delivered:
        """Deliver until nothing is ready nor on its way, NetSuite is busy, or a stop is asked for.

        Raises LoginRefused and Unreachable: what was claimed is put back first.
        """
        self.crew.join()
        try:
            self._work()
        finally:
            self.crew.leave()
        return self.delivered

    def _work(self) -> None:
        while not self.stop.is_set():
            seen = self.crew.settled
            batch = self.journal.claim(self.batch_records, LEASE_SECONDS, lanes=self.lanes)
            if batch is None:
                if self.crew.rest(seen):
                    continue
                break
            try:
                self._serve(batch)
            except LeaseLost:
                log.warning("lease lost", lease=batch.lease, purpose=batch.purpose)
            except Busy as busy:
                log.info("busy", purpose=batch.purpose, request_id=busy.request_id)
                break

    def _serve(self, batch: Batch) -> None:
        match batch.purpose:
            case Purpose.ADD if any(claimed.is_sought for claimed in batch.records):
                with self.crew.alone():  # what one lane adds, another would look for in vain
                    self._deliver(self._without_existing(batch))
            case Purpose.UPDATE | Purpose.ADD | Purpose.APPLY | Purpose.WITHDRAW:
                self._deliver(batch)
            case Purpose.LOOK_UP | Purpose.LOOK_UP_WITHDRAWAL:
                self._settle_read(batch, Event.NO_ANSWER)
            case Purpose.CHECK:
                self._settle_read(batch, None)

    def _sendable(self, batch: Batch) -> Sequence[BoundOperation]:
        """The batch as operations; what stays, and why, is settled at once."""
        found = self._copied(batch)
        self._see_periods(batch, found)
        bound = self._postable(batch, bind(batch, self.calendar.rules, found.memos))
        refusals = {**found.refused, **self._paid_twice(batch)}
        refused = {id_: Settlement(intent_id=id_, event=Event.REFUSE, issue=one) for id_, one in refusals.items()}
        stays = refused | {one.intent_id: kept_in_netsuite(one) for one in self._in_closed_periods(batch)}
        staying = [one for one in bound if one.intent_ids[0] in stays]
        if staying:
            self._settle(batch, [each for one in staying for each in shared_verdict(one, stays[one.intent_ids[0]])])
            self.delivered.refused += sum(stays[one.intent_ids[0]].event is Event.REFUSE for one in staying)
        return [one for one in bound if one.intent_ids[0] not in stays]

    def _in_closed_periods(self, batch: Batch) -> list[ClaimedRecord]:
        """Records that their period keeps from being deleted."""
        rules, leaving = self.calendar.rules, batch.records if batch.purpose is Purpose.WITHDRAW else ()
        return [one for one in leaving if isinstance(one.record, Transaction) and rules.is_closed(one.record.tran_date)]

    def _postable(self, batch: Batch, bound: Bound) -> Sequence[BoundOperation]:
        """What has a period to go to; what has none waits for one, or is a person's business (rule A-9)."""
        if bound.stopped:
            self._settle(batch, [each for one in bound.stopped for each in stops(one)])
            waiting = sum(one.why.waits for one in bound.stopped)
            self.delivered.held += waiting
            self.delivered.refused += len(bound.stopped) - waiting
        return bound.operations

    def _deliver(self, batch: Batch) -> None:
        bound = self._worth_trying(batch, self._sendable(batch))
        self._send_each(batch, in_company(bound, _fruitless(batch)))

    def _without_existing(self, batch: Batch) -> Batch:
        """What is left to add when NetSuite was asked for what it may have already, in one question (rules I-4, C-2).

        A question that NetSuite refuses, for a column that it does not have, is an issue of those that it was for.
        """
        sought = list(dict.fromkeys(sought_by(batch).values()))
        try:
            settlements = judge_sought(batch, self._searched(sought))
        except (Busy, LoginRefused, Unreachable, ProtocolError) as error:
            later = self._again_at(batch, error)
            self._settle(batch, [replace(one, not_before=later) for one in _all(batch, Event.BUSY)])
            raise
        except RequestRefused as refusal:
            issue = issue_of(Refused(code=refusal.code, message=refusal.message, meaning=Meaning.CONFIGURATION))
            asked = [claimed.intent_id for claimed in batch.records if claimed.is_sought]
            settlements = [Settlement(intent_id=id_, event=Event.REFUSE, issue=issue) for id_ in asked]
        self._settle(batch, settlements)
        self.delivered.linked += sum(one.linked for one in settlements)
        self.delivered.refused += sum(one.event is Event.REFUSE for one in settlements)
        return _rest(batch, {one.intent_id for one in settlements})

    def _searched(self, sought: Sequence[Sought]) -> Mapping[Sought, Sequence[Found]]:
        if not sought:
            return {}
        self.delivered.requests += 1
        with self.crew.request():
            return self.erp.search(sought)

    def _copied(self, batch: Batch) -> Copied:
        """What memos take over from their invoices as NetSuite has them now (rule S-1), in one question a batch."""
        invoices = invoices_to_read(batch) if batch.purpose is Purpose.ADD else {}
        if not invoices:
            return Copied()
        there = self._asked(batch, lambda: self.erp.read(list(invoices.values())))
        return copied(batch, dict(zip(invoices, there, strict=True)))

    def _paid_twice(self, batch: Batch) -> Mapping[int, IssueDraft]:
        """Payments that name an invoice of NetSuite which is settled without them (rule P-9)."""
        named = invoices_named(batch) if batch.purpose in (Purpose.ADD, Purpose.APPLY) else []
        return paid_twice(batch, self._asked(batch, lambda: self.erp.balances(named))) if named else {}

    def _see_periods(self, batch: Batch, found: Copied) -> None:
        """Ask once which periods are closed before rows of earlier ones go out: no refusal would tell (rule RR-30).

        Without an answer they are expected by what is known.
        """
        rules, adds = self.calendar.rules, batch.records if batch.purpose is Purpose.ADD else ()
        if any(rules.reaches_back(found.memos.get(one.intent_id, one.record)) for one in adds):
            try:
                self.calendar.renew_once()
            except NetSuiteError as error:
                log.info("periods unknown", request_id=error.request_id)

    def _asked(self, batch: Batch, question: Callable[[], T]) -> T:
        """Ask before anything is sent; without an answer the whole batch is tried again later."""
        self.delivered.requests += 1
        try:
            with self.crew.request():
                return question()
        except (Busy, LoginRefused, Unreachable, ProtocolError, RequestRefused) as error:
            later = self._again_at(batch, error)
            self._settle(batch, [replace(one, not_before=later) for one in _all(batch, Event.BUSY)])
            raise

    def _send_each(self, batch: Batch, parts: Sequence[Sequence[BoundOperation]]) -> None:
        """One request after the other; where NetSuite turns one away, what is left is put back with it."""
        for number, part in enumerate(parts, start=1):
            try:
                self._send(batch, part)
            except (Busy, LoginRefused, Unreachable) as error:
                if left := [one for later in parts[number:] for one in later]:
                    self._put_back(batch, left, self._again_at(batch, error))
                raise

    def _send(self, batch: Batch, bound: Sequence[BoundOperation]) -> None:
        """Note what goes out, send it, settle what came back; a batch that is refused whole goes in halves."""
        self.journal.note_sent(batch, {id_: one.operation for one in bound for id_ in one.intent_ids})
        self.delivered.requests += 1
        try:
            outcomes = self.erp.send([one.operation for one in bound], turn=self.crew.request)
        except (Busy, LoginRefused, Unreachable) as error:
            self._put_back(batch, bound, self._again_at(batch, error))
            raise
        except RequestRefused as refusal:
            self._isolate(batch, bound, refusal)
            return
        self._conclude(batch, list(zip(bound, outcomes, strict=True)))

    def _conclude(self, batch: Batch, answered: Sequence[Answered]) -> None:
        """Settle by the outcomes; what a period refused that was thought open is bound again if that helps."""
        again, at = self._to_bind_again(batch, [one for one, outcome in answered if blames_period(one, outcome)])
        if again:
            self._put_back(batch, again, at)
        final = [(one, outcome) for one, outcome in answered if one not in again]
        self._settle(batch, self._settlements(batch, final, self._unused(batch, final)))
        self.delivered.count(final)

    def _to_bind_again(
        self, batch: Batch, refused: Sequence[BoundOperation]
    ) -> tuple[Sequence[BoundOperation], datetime]:
        """Those that go elsewhere by what NetSuite says now of its periods, asked anew once (rule A-9), and when.

        While it says nothing they are tried again later.
        """
        if refused and not self._posted_otherwise_now(batch, refused):
            try:
                self.calendar.renew()
            except NetSuiteError as error:
                log.info("periods unknown", request_id=error.request_id)
                return refused, self._again_at(batch, error)
        return self._posted_otherwise_now(batch, refused), self.clock.now()

    def _posted_otherwise_now(self, batch: Batch, refused: Sequence[BoundOperation]) -> list[BoundOperation]:
        rules, records = self.calendar.rules, {one.intent_id: one for one in batch.records}
        claimed = ((one, records[one.intent_ids[0]]) for one in refused)
        return [one for one, of in claimed if rules.posting(of.record, approved=of.approved) != one.posting]

    def _isolate(self, batch: Batch, bound: Sequence[BoundOperation], refusal: RequestRefused) -> None:
        """A poisonous member is found by halving, and leaves the others alone."""
        if len(bound) == 1:
            refused = Refused(code=refusal.code, message=refusal.message, meaning=Meaning.DATA)
            self._conclude(batch, [(bound[0], refused)])
            return
        middle = len(bound) // 2
        self._send_each(batch, (bound[:middle], bound[middle:]))

    def _unused(self, batch: Batch, answered: Sequence[Answered]) -> Collection[int]:
        """Memos that NetSuite keeps although nothing uses them: their revenue was recognised (rule N-7).

        Without an answer there are none, and a person is asked.
        """
        kept = still_linked(batch, answered)
        if not kept:
            return ()
        self.delivered.requests += 1
        try:
            with self.crew.request():
                balances = self.erp.balances(list(kept))
        except NetSuiteError as error:
            log.info("balances unknown", request_id=error.request_id)
            return ()
        return {kept[id_] for id_, balance in balances.items() if balance.remaining == balance.total}

    def _settlements(
        self, batch: Batch, answered: Sequence[Answered], unused: Collection[int] = ()
    ) -> list[Settlement]:
        """The move of each intent: those that share an operation share its outcome."""
        claimed = {one.intent_id: one for one in _claimed(batch)}
        return [
            settlement
            for one, outcome in answered
            for settlement in shared_verdict(
                one, self._verdict(batch.purpose, outcome, claimed[one.intent_ids[0]], unused)
            )
        ]

    def _verdict(
        self,
        purpose: Purpose,
        outcome: Outcome,
        claimed: ClaimedRecord | ClaimedApplication,
        unused: Collection[int] = (),
    ) -> Settlement:
        """The move that an outcome makes; an `unused` memo that stays is reversed."""
        match outcome:
            case Refused() if (
                purpose is Purpose.WITHDRAW
                and isinstance(claimed, ClaimedRecord)
                and (issue_of(outcome).code in PERIOD_CAUSES or claimed.intent_id in unused)
            ):
                return kept_in_netsuite(claimed)
            case Accepted(internal_id=internal_id):
                return Settlement(intent_id=claimed.intent_id, event=Event.ACCEPT, internal_id=internal_id)
            case Refused(meaning=Meaning.ALREADY_EXISTS) if claimed.fruitless > 0:
                # Looked up, and not there under our external id: the name is what is taken.
                values = {"netsuite_code": outcome.code, "message": outcome.message}
                return Settlement(
                    intent_id=claimed.intent_id, event=Event.REFUSE, issue=IssueDraft(code="NAME_TAKEN", values=values)
                )
            case Unanswered() | Refused(meaning=Meaning.ALREADY_EXISTS):
                return Settlement(intent_id=claimed.intent_id, event=Event.NO_ANSWER)
            case Refused(meaning=Meaning.PASSING) if claimed.attempts < self.tries_max:
                later = self.clock.now() + timedelta(seconds=retry_delay(claimed.attempts))
                return Settlement(intent_id=claimed.intent_id, event=Event.BUSY, not_before=later)
            case Refused():
                return Settlement(intent_id=claimed.intent_id, event=Event.REFUSE, issue=issue_of(outcome))

    def _worth_trying(self, batch: Batch, bound: Sequence[BoundOperation]) -> Sequence[BoundOperation]:
        """What NetSuite did not do in many tries, without a word, is a person's business (rule OP-1)."""
        fruitless = _fruitless(batch)
        spent = [one for one in bound if fruitless[one.intent_ids[0]] >= self.tries_max]
        if spent:
            self._settle(batch, [each for one in spent for each in shared_verdict(one, no_answers(self.tries_max))])
            self.delivered.refused += len(spent)
        return [one for one in bound if one not in spent]

    def _settle_read(self, batch: Batch, unanswered: Event | None) -> None:
        """Ask NetSuite and settle by what it shows; a question without an answer is asked again later."""
        self.delivered.requests += 1
        try:
            with self.crew.request():
                settlements = settled_by_question(batch, self.erp)
        except (Busy, LoginRefused, Unreachable, ProtocolError, RequestRefused) as error:
            later = self._again_at(batch, error)
            self._settle(batch, [replace(one, not_before=later) for one in _all(batch, unanswered)])
            raise
        if batch.purpose is Purpose.CHECK:
            self.delivered.checked += len(batch.checks)
            self._settle(batch, settlements)
        else:
            self._settle(batch, self._paced(batch, settlements))

    def _paced(self, batch: Batch, settlements: Sequence[Settlement]) -> list[Settlement]:
        """What was not done goes out again at once the first time, which may be an accident, and then ever later."""
        fruitless, now = _fruitless(batch), self.clock.now()
        later = {tries: now + timedelta(seconds=retry_delay(tries)) for tries in {*fruitless.values()} if tries}
        return [
            replace(one, not_before=later.get(fruitless[one.intent_id])) if one.event is Event.FOUND_NOT_DONE else one
            for one in settlements
        ]

    def _put_back(self, batch: Batch, bound: Sequence[BoundOperation], later: datetime) -> None:
        self._settle(
            batch,
            [Settlement(intent_id=id_, event=Event.BUSY, not_before=later) for one in bound for id_ in one.intent_ids],
        )

    def _again_at(self, batch: Batch, error: NetSuiteError) -> datetime:
        """Later when NetSuite is busy; at once where the run ends here, as the next one begins when that is mended."""
        if isinstance(error, LoginRefused | Unreachable):
            return self.clock.now()
        return self.clock.now() + timedelta(seconds=retry_delay(max(self._attempts(batch).values(), default=0)))

    def _settle(self, batch: Batch, settlements: Sequence[Settlement]) -> None:
        if not self.journal.settle(batch, settlements, self.run_id):
            log.warning("lease lost", lease=batch.lease, purpose=batch.purpose, intents=len(settlements))
        self.crew.tell_settled()

    def _attempts(self, batch: Batch) -> dict[int, int]:
        return {one.intent_id: one.attempts for one in _in_hand(batch)}


def _rest(batch: Batch, settled: Collection[int]) -> Batch:
    """The batch without the records that are settled. What was there before has no applications of ours to carry."""
    return replace(batch, records=tuple(one for one in batch.records if one.intent_id not in settled))


def _claimed(batch: Batch) -> list[ClaimedRecord | ClaimedApplication]:
    return [*batch.records, *batch.applications]


def _in_hand(batch: Batch) -> list[ClaimedRecord | ClaimedApplication | ClaimedCheck]:
    return [*_claimed(batch), *batch.checks]


def _all(batch: Batch, event: Event | None) -> list[Settlement]:
    return [Settlement(intent_id=one.intent_id, event=event) for one in _in_hand(batch)]


def _fruitless(batch: Batch) -> dict[int, int]:
    return {one.intent_id: one.fruitless for one in _claimed(batch)}
