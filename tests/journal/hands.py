"""A lane without NetSuite: takes work out of a journal, says in words what it got, and settles it as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from connector.journal import Journal
from connector.journal.content import content_of
from connector.journal.faces import money_of, thousandths
from connector.journal.schema import attempt, face, intent, issue, need
from connector.lifecycle import Event, State
from connector.ports import Batch, ClaimedRecord, IssueDraft, Purpose, Settlement
from connector.translation.wanted import Linked
from netsuite_client.outcomes import Add, ChangeApplications, Delete, Operation, Update
from netsuite_client.records import Kind, with_parts

LEASE = 60.0
CLAIMS_MAX = 100


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The time that was set."""
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


class Hands:
    """Works on a journal as a lane would, with outcomes that the test decides."""

    def __init__(self, journal: Journal, clock: SetClock) -> None:
        self.journal, self.clock = journal, clock
        self.run = journal.start_run("test")

    def claim(self, limit: int = 100) -> Batch:
        """Work, of which there must be some."""
        batch = self.journal.claim(limit, LEASE)
        assert batch is not None, "nothing is ready"
        return batch

    def send(self, batch: Batch) -> None:
        """Note the batch as sent."""
        self.journal.note_sent(batch, operations(batch))

    def settle(self, batch: Batch, event: Event | None = Event.ACCEPT, **details: object) -> bool:
        """Settle every intent of the batch in the same way."""
        return self.journal.settle(batch, settlements(batch, {}, event, **details), self.run)

    def claim_and_settle(self, event: Event | None = Event.ACCEPT, **details: object) -> str:
        """One round with the same outcome for all; in words what was claimed."""
        batch = self.claim()
        if batch.purpose in _WRITES:
            self.send(batch)
        assert self.settle(batch, event, **details)
        return said(batch)

    def deliver(self, refuse: Sequence[str] = (), limit: int = 100) -> list[str]:
        """Deliver until nothing is ready: everything is accepted but those named. In words, request by request."""
        requests = []
        for _ in range(CLAIMS_MAX):
            batch = self.journal.claim(limit, LEASE)
            if batch is None:
                return requests
            requests.append(said(batch))
            if batch.purpose in _WRITES:
                self.send(batch)
            outcomes = dict.fromkeys(refuse, Event.REFUSE) if batch.purpose in _WRITES else {}
            assert self.journal.settle(batch, settlements(batch, outcomes, _YES[batch.purpose]), self.run)
        raise AssertionError("there is no end of work")


_WRITES = (Purpose.UPDATE, Purpose.ADD, Purpose.APPLY, Purpose.WITHDRAW)
_YES = {
    **dict.fromkeys(_WRITES, Event.ACCEPT),
    Purpose.LOOK_UP: Event.FOUND_DONE,
    Purpose.LOOK_UP_WITHDRAWAL: Event.FOUND_DONE,
    Purpose.CHECK: None,
}


def operations(batch: Batch) -> dict[int, Operation]:
    """What would be sent: an add for each record, with its applications; else a change of each payer."""
    adds: dict[int, Operation] = {each.intent_id: _operation(batch, each) for each in batch.records}
    carried = {each.external_id for each in batch.records}
    for each in batch.applications:
        if each.application.payer.external_id not in carried:
            adds[each.intent_id] = ChangeApplications(kind=Kind.CUSTOMER_PAYMENT, internal_id="1", applies=())
    return adds


def _operation(batch: Batch, claimed: ClaimedRecord) -> Operation:
    if batch.purpose is Purpose.WITHDRAW:
        return Delete(kind=claimed.record.KIND, internal_id=claimed.internal_id or "")
    if claimed.internal_id is None or isinstance(claimed.record, Linked):
        return Add(record=claimed.record)
    before = claimed.record if claimed.sent is None or isinstance(claimed.sent, Linked) else claimed.sent
    record = with_parts(before, claimed.record, claimed.updates)
    return Update(internal_id=claimed.internal_id, record=record, parts=claimed.updates)


def settlements(
    batch: Batch, outcomes: Mapping[str, Event], otherwise: Event | None, **details: object
) -> list[Settlement]:
    """A settlement for each intent; an accepted record gets an internal id, a refused one a reason."""
    return [
        _settlement(number, name, _outcome(name, outcomes, otherwise), details)
        for number, name in (
            *((each.intent_id, each.external_id) for each in batch.records),
            *((each.intent_id, each.application.external_id) for each in batch.applications),
            *((each.intent_id, each.external_id) for each in batch.checks),
        )
    ]


def _outcome(name: str, outcomes: Mapping[str, Event], otherwise: Event | None) -> Event | None:
    """An application shares the request of its payer: where that is refused, nothing was done."""
    if outcomes.get(name.partition(">")[0]) is Event.REFUSE and ">" in name:
        return Event.BUSY
    return outcomes.get(name, otherwise)


def _settlement(number: int, name: str, event: Event | None, details: Mapping[str, object]) -> Settlement:
    given: dict[str, object] = {}
    if event in (Event.ACCEPT, Event.FOUND_DONE) and ">" not in name:
        given["internal_id"] = str(1000 + number)
    if event is Event.REFUSE:
        given["issue"] = IssueDraft(
            code="REQUIRED_FIELD_MISSING", values={"message": f"Please enter value(s) for {name}"}
        )
    return Settlement(intent_id=number, event=event, **{**given, **details})  # type: ignore[arg-type]


def said(batch: Batch) -> str:
    """A batch in words: `add cus_a price_a`, `add ch_a (ch_a>in_a)`, `withdraw (-ch_a>in_a)`, `check in_a`."""
    records = " ".join(each.external_id for each in (*batch.records, *batch.checks))
    applications = " ".join("-" * each.leaving + each.application.external_id for each in batch.applications)
    return " ".join(
        part for part in (batch.purpose.value, records, f"({applications})" if applications else "") if part
    )


def states(journal: Journal) -> dict[str, str]:
    """The state of each intent by external id."""
    query = select(intent.c.external_id, intent.c.state).where(intent.c.connection == journal.connection)
    with journal.database.reading() as db:
        return {row.external_id: row.state for row in db.execute(query.order_by(intent.c.id))}


def in_words(journal: Journal) -> str:
    """Every intent with its state, in the order in which they came."""
    return ", ".join(f"{name} {state}" for name, state in states(journal).items())


def column(journal: Journal, external_id: str, name: str) -> object:
    """One column of one intent."""
    with journal.database.reading() as db:
        return db.scalar(select(intent.c[name]).where(intent.c.external_id == external_id))


def attempts(journal: Journal) -> int:
    """How many attempts are remembered."""
    with journal.database.reading() as db:
        return db.scalar(select(func.count()).select_from(attempt)) or 0


def assert_consistent(journal: Journal) -> None:
    """What must hold after every commit, whatever happened."""
    needed = intent.alias("needed")
    with journal.database.reading() as db:
        accepted = set(
            db.execute(select(needed.c.connection, needed.c.external_id).where(needed.c.state == "accepted"))
        )
        needs: dict[int, set[tuple[str, str]]] = {}
        for row in db.execute(select(need)):
            needs.setdefault(row.intent_id, set()).add((row.connection, row.external_id))
        for row in db.execute(select(intent)):
            missing = needs.get(row.id, set()) - {(each[0], each[1]) for each in accepted}
            assert row.open_needs == len(missing), f"{row.external_id} counts {row.open_needs}, lacks {missing}"
            assert (row.state == State.SENT) <= (row.lease is not None)
        assert sorted(db.execute(select(*FACED))) == sorted(_faces(db)), "a face is as the content says"
        opened = select(issue.c.intent_id).where(issue.c.closed_at.is_(None), issue.c.intent_id.is_not(None))
        with_issue = list(db.scalars(opened))
        assert len(with_issue) == len(set(with_issue)), "an intent has at most one open issue"
    assert journal.verify_audit() is None


FACED = (face.c.intent_id, face.c.kind, face.c.thousandths, face.c.customer)


def _faces(db: Connection) -> Iterator[tuple[object, ...]]:
    for row in db.execute(select(intent)):
        money = money_of(content_of(row.kind, row.content))
        amount = None if money.amount is None else thousandths(money.amount)
        yield row.id, row.kind, amount, money.customer and money.customer.lower()


def halves(batch: Batch) -> tuple[Batch, Batch]:
    """The records of a batch in two parts under the same lease."""
    middle = len(batch.records) // 2
    return replace(batch, records=batch.records[:middle]), replace(batch, records=batch.records[middle:])
