"""Runs of collection and delivery between a Stripe and a NetSuite in memory: what one trouble stops, and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Event as StopSignal

import pytest
from builders import MARCH, a_charge_family, a_customer, a_line, an_invoice, an_invoice_family, rules
from contracts.in_memory import BUSY, LOGIN_REFUSED, LOST, UNREACHABLE, InMemoryErp, InMemorySource
from in_process import HandClock

from connector.journal import Journal, open_journal
from connector.mapping import MappedFamily
from connector.periods import Policy, PostingRules, calendar_months
from connector.posting_calendar import PostingCalendar
from connector.runs import Parts, Run, run
from connector.translation.rules import Rules
from connector.translation.wanted import Translation
from netsuite_client.account import Period
from netsuite_client.errors import LoginRefused, NetSuiteError, RequestRefused, Unreachable
from netsuite_client.outcomes import Accepted, Add, Meaning, Operation, Outcome, Refused, Turn, Update
from netsuite_client.records import Customer, CustomerPayment, Group, Invoice, Kind, Ref
from stripe_client.objects import Family

SOON = datetime(2026, 4, 1, tzinfo=UTC)


class Erp(InMemoryErp):
    """Refuses what a test names: a member by itself, or the whole request that it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: dict[str, Refused] = {}
        self.poisonous = ""

    def send(self, operations: Sequence[Operation], *, turn: Turn = nullcontext) -> tuple[Outcome, ...]:
        ids = [one.record.external_id if isinstance(one, Add) else one.internal_id for one in operations]
        if self.poisonous in ids:
            self.requests.append(tuple(operations))
            raise RequestRefused(code="INVALID_CONTENT", message="It cannot be read")
        sound = [one for one, id_ in zip(operations, ids, strict=True) if id_ not in self.refused]
        answers = iter(super().send(sound, turn=turn)) if sound else iter(())
        return tuple(self.refused.get(id_) or next(answers) for id_ in ids)


@dataclass
class World:
    """Both outsides, a journal and a clock that tests move."""

    journal: Journal
    clock: HandClock
    source: InMemorySource = field(default_factory=InMemorySource)
    erp: Erp = field(default_factory=Erp)
    broken_root: str = ""
    tries_max: int = 8
    calendar: PostingCalendar = field(default_factory=PostingCalendar)
    rules: Rules = field(default_factory=rules)

    def run(self, stop: StopSignal | None = None) -> Run:
        parts = Parts(
            name="main",
            source=self.source,
            erp=self.erp,
            journal=self.journal,
            rules=self.rules,
            mapper=self._mapped,
            clock=self.clock,
            tries_max=self.tries_max,
            calendar=self.calendar,
        )
        return run(parts, trigger="test", stop=stop or StopSignal())

    def _mapped(self, translation: Translation, _: Family) -> MappedFamily:
        if translation.root.id == self.broken_root:
            raise ZeroDivisionError
        return MappedFamily(translation=translation)

    def there(self) -> list[str]:
        """External ids of what NetSuite has."""
        return sorted(record.external_id for record in self.erp.records.values())

    def problems(self) -> list[tuple[str, str]]:
        """Causes of the open issues, and what each is about."""
        return sorted((issue.code, issue.external_id or issue.subject) for issue in self.journal.issues())


@pytest.fixture
def world() -> Iterator[World]:
    clock = HandClock(SOON)
    journal = open_journal("sqlite://", "main", clock)
    world = World(journal, clock)
    world.source.holds(*a_paid_invoice("1"), *a_paid_invoice("2", customer="cus_other"))
    yield world
    journal.close()


def a_paid_invoice(number: str, customer: str = "cus_acme") -> tuple[Family, Family]:
    invoice = an_invoice(id=f"in_{number}", customer=customer)
    who = a_customer(customer)
    return an_invoice_family(invoice, customer=who), a_charge_family(pays=[invoice], customer=who)


ALL = ["ch_1", "ch_2", "cus_acme", "cus_other", "in_1", "in_2", "price_gold", "stripe_payment_method"]
REFUSED = Refused(code="USER_ERROR", message="Please enter value(s) for: Department", meaning=Meaning.DATA)


def test_a_run_brings_everything_and_checks_it(world: World) -> None:
    done = world.run()
    assert world.there() == ALL
    assert (done.counts["accepted"], done.counts["checked"]) == (8, 4)
    assert {balance.remaining for balance in world.erp.balances([*world.erp.used]).values()} == {Decimal(0)}


def test_a_1_a_second_run_sends_nothing(world: World) -> None:
    world.run()
    sent = len(world.erp.requests)
    world.run()
    assert len(world.erp.requests) == sent


def test_a_7_a_refused_customer_holds_its_own_invoices_and_nothing_else(world: World) -> None:
    world.erp.refused["cus_other"] = REFUSED
    world.run()
    assert world.there() == ["ch_1", "cus_acme", "in_1", "price_gold", "stripe_payment_method"]
    assert world.problems() == [("REQUIRED_FIELD_MISSING", "cus_other")]


def test_a_poisonous_member_is_found_and_leaves_the_others_alone(world: World) -> None:
    world.erp.poisonous = "cus_other"
    world.run()
    assert world.there() == ["ch_1", "cus_acme", "in_1", "price_gold", "stripe_payment_method"]
    assert world.problems() == [("NETSUITE_REFUSED", "cus_other")]


def test_a_refused_payment_leaves_its_application_waiting_and_the_retry_brings_both(world: World) -> None:
    world.erp.refused["ch_1"] = REFUSED
    world.run()
    assert "ch_1" not in world.there()
    world.erp.refused.clear()
    assert world.journal.retry(["ch_1"], who="mia") == 1
    world.clock.sleep(3600)
    world.run()
    assert world.there() == ALL
    assert {balance.remaining for balance in world.erp.balances([*world.erp.used]).values()} == {Decimal(0)}


def test_a_lost_answer_is_looked_up_and_nothing_is_sent_twice(world: World) -> None:
    world.erp.trouble = [LOST]
    world.run()
    assert world.there() == ALL
    ids = [one.record.external_id for request in world.erp.requests for one in request if isinstance(one, Add)]
    assert sorted(ids) == ALL


@pytest.mark.parametrize(
    ("trouble", "error"), [(LOGIN_REFUSED, LoginRefused), (UNREACHABLE, Unreachable)], ids=["login", "unreachable"]
)
def test_a_run_that_cannot_go_on_says_why_and_the_next_one_goes_on_at_once(
    world: World, trouble: NetSuiteError, error: type[NetSuiteError]
) -> None:
    world.erp.trouble = [trouble]
    with pytest.raises(error):
        world.run()
    assert world.there() == []
    began = world.clock.now()
    world.run()
    assert world.there() == ALL
    assert world.clock.now() == began, "nobody slept"


def test_a_busy_netsuite_is_asked_again_later(world: World) -> None:
    world.erp.trouble = [BUSY]
    began = world.clock.now()
    world.run()
    assert world.there() == ALL
    assert (world.clock.now() - began).total_seconds() > 30


def test_i_1_what_is_in_netsuite_in_other_letters_is_left_alone_and_ours_gets_a_tail(world: World) -> None:
    theirs = Customer(external_id="CUS_ACME", is_person=False, company_name="Somebody else")
    world.erp.send([Add(record=theirs)])
    world.run()
    assert [id_ for id_ in world.there() if id_.lower().startswith("cus_acme")] == ["CUS_ACME", "cus_acme-bdb7176b"]
    assert world.problems() == []


def test_i_1_what_is_there_already_with_the_same_content_is_ours(world: World) -> None:
    dollars = (Ref(kind=Kind.CURRENCY, internal_id="1"),)
    ours = Customer(external_id="cus_acme", is_person=False, company_name="Acme", currencies=dollars)
    world.erp.send([Add(record=ours)])
    world.run()
    assert world.there() == ALL
    assert world.problems() == []


def test_i_1_what_is_there_already_with_another_amount_is_an_issue(world: World) -> None:
    world.run()
    (key, invoice) = next(
        (key, one) for key, one in world.erp.records.items() if isinstance(one, Invoice) and one.external_id == "in_1"
    )
    other = World(open_journal("sqlite://", "main", world.clock), world.clock, world.source, world.erp)
    line = replace(invoice.lines[0], amount=Decimal("99.00"))
    world.erp.records[key] = replace(invoice, lines=(line,))
    other.run()
    assert ("EXTERNAL_ID_TAKEN", "in_1") in other.problems()
    other.journal.close()


def test_a_4_an_amount_that_somebody_changed_is_found_by_the_check(world: World) -> None:
    class Script(Erp):
        """A script of the account takes a dollar off every invoice of one customer."""

        def _added(self, add: Add) -> Outcome:
            record = add.record
            if isinstance(record, Invoice) and record.external_id == "in_2":
                lines = (replace(record.lines[0], amount=record.lines[0].amount + 1),)
                return super()._added(replace(add, record=replace(record, lines=lines)))
            return super()._added(add)

    world.erp = Script()
    world.run()
    (issue,) = world.journal.issues()
    assert (issue.code, issue.external_id) == ("AMOUNT_DIFFERS", "in_2")
    assert (issue.values["total"], issue.values["netsuite_total"]) == ("100.00", "101.00")


def test_a_transaction_that_is_gone_before_its_check_is_an_issue(world: World) -> None:
    class Forgetful(Erp):
        """Somebody deletes a payment as soon as it is there."""

        def _added(self, add: Add) -> Outcome:
            outcome = super()._added(add)
            if isinstance(outcome, Accepted) and add.record.external_id == "ch_2":
                del self.records[Group.TRANSACTION, outcome.internal_id]
            return outcome

    world.erp = Forgetful()
    world.run()
    assert ("DELETED_IN_NETSUITE", "ch_2") in world.problems()


def test_a_mistake_of_ours_in_one_family_is_its_problem_and_the_others_go_in(world: World) -> None:
    world.broken_root = "in_2"
    world.run()
    assert world.problems() == [("OUR_MISTAKE", "in_2")]
    assert {"in_1", "ch_1"} <= set(world.there())
    assert "in_2" not in world.there()


def test_a_stop_ends_with_the_page_in_hand_and_the_next_run_goes_on_from_there(world: World) -> None:
    stop = StopSignal()
    stop.set()
    done = world.run(stop)
    assert (done.stopped, done.outcome, world.there()) == (True, "stopped", [])
    assert done.counts["roots"] == 2, "a page"
    assert world.journal.collected_to() is None
    world.run()
    assert world.there() == ALL


@pytest.mark.parametrize("tries_max", [1, 3])
def test_passing_trouble_is_a_persons_business_after_as_many_tries_as_set(world: World, tries_max: int) -> None:
    world.source.holds(an_invoice_family())
    world.tries_max = tries_max
    world.erp.refused["cus_acme"] = Refused(code="RCRD_HAS_BEEN_CHANGED", message="Changed", meaning=Meaning.PASSING)
    open_after = []
    for _ in range(tries_max + 1):
        world.run()
        open_after.append([issue.code for issue in world.journal.issues()])
        world.clock.sleep(2 * 3600)
    assert open_after[-1] == ["NETSUITE_REFUSED"]
    assert open_after[0] == (open_after[-1] if tries_max == 1 else [])


# Closed periods (rule A-9)

MARCH_CLOSED = PostingRules(periods=calendar_months(date(2026, 3, 1)))
MARCH_OPEN = PostingRules(periods=calendar_months(None))
CLOSED = Refused(
    code="VALID_PRD_REQD", message="No valid, open, posting period for date", meaning=Meaning.CONFIGURATION
)


def by_policy(policy: str, rules: PostingRules = MARCH_CLOSED) -> PostingRules:
    return replace(rules, policies={"invoice": Policy(policy)})


def posted_on(world: World) -> dict[str, str]:
    """The date on which NetSuite has each transaction."""
    records = world.erp.records.values()
    return {each.external_id: f"{each.tran_date}" for each in records if isinstance(each, Invoice | CustomerPayment)}


def test_a_closed_month_moves_its_records_and_the_checks_are_content(world: World) -> None:
    world.calendar = PostingCalendar(MARCH_CLOSED)
    done = world.run()
    assert set(posted_on(world).values()) == {"2026-04-01"}
    assert (done.counts["moved"], done.counts["checked"], world.problems()) == (4, 4, [])


def test_an_unknown_outcome_of_a_moved_record_is_judged_by_the_content_of_its_attempt(world: World) -> None:
    world.calendar = PostingCalendar(MARCH_CLOSED)
    world.erp.trouble = [LOST] * 3
    world.run()
    assert world.there() == ALL
    assert set(posted_on(world).values()) == {"2026-04-01"}
    assert world.problems() == []


def test_what_is_held_goes_on_in_the_next_run_after_its_period_is_open_again(world: World) -> None:
    world.calendar = PostingCalendar(by_policy("hold"))
    first = world.run()
    assert world.problems() == [("PERIOD_CLOSED", "in_1"), ("PERIOD_CLOSED", "in_2")]
    assert (first.counts["held"], first.counts["refused"]) == (2, 0)
    assert world.there() == ["cus_acme", "cus_other", "price_gold", "stripe_payment_method"], "payments wait too"
    sent = len(world.erp.requests)
    assert (world.run().counts["held"], len(world.erp.requests)) == (0, sent), "nothing is tried while it is closed"
    world.calendar = PostingCalendar(by_policy("hold", MARCH_OPEN))
    world.run()
    assert world.there() == ALL
    assert posted_on(world)["in_1"] == "2026-03-01"
    assert world.problems() == []


def test_what_fails_for_its_period_needs_a_person(world: World) -> None:
    world.calendar = PostingCalendar(by_policy("fail"))
    done = world.run()
    assert (done.counts["refused"], world.problems()[0]) == (2, ("PERIOD_CLOSED", "in_1"))
    world.calendar = PostingCalendar(by_policy("fail", MARCH_OPEN))
    world.run()
    assert world.problems() != [], "it does not go on by itself"
    world.journal.retry(who="mia")
    world.run()
    assert world.there() == ALL


class ClosedMeanwhile(Erp):
    """Its March was closed after we asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.rules = MARCH_CLOSED

    def periods(self) -> tuple[Period, ...]:
        self.asked += 1
        return self.rules.periods

    def send(self, operations: Sequence[Operation], *, turn: Turn = nullcontext) -> tuple[Outcome, ...]:
        records = [one.record for one in operations if isinstance(one, Add)]
        dated = [each for each in records if isinstance(each, Invoice | CustomerPayment)]
        self.refused = {each.external_id: CLOSED for each in dated if each.tran_date < date(2026, 4, 1)}
        return super().send(operations, turn=turn)


def test_a_period_that_was_closed_since_we_asked_is_asked_for_once_and_its_records_are_bound_again(
    world: World,
) -> None:
    world.erp = erp = ClosedMeanwhile()
    world.calendar = PostingCalendar(MARCH_OPEN, erp.periods)
    done = world.run()
    assert set(posted_on(world).values()) == {"2026-04-01"}
    assert (erp.asked, done.counts["refused"], world.problems()) == (1, 0, [])


def test_a_refusal_that_the_periods_do_not_explain_needs_a_person(world: World) -> None:
    world.erp = erp = ClosedMeanwhile()
    erp.rules = MARCH_OPEN
    world.calendar = PostingCalendar(MARCH_OPEN, erp.periods)
    world.run()
    assert [code for code, _ in world.problems()] == ["NO_OPEN_PERIOD", "NO_OPEN_PERIOD"]
    assert erp.asked == 1


def test_periods_that_nobody_tells_are_waited_for(world: World) -> None:
    world.erp = erp = ClosedMeanwhile()
    answers = iter([UNREACHABLE])

    def ask() -> tuple[Period, ...]:
        for trouble in answers:
            raise trouble
        return erp.periods()

    world.calendar = PostingCalendar(MARCH_OPEN, ask)
    world.run()
    assert (set(posted_on(world).values()), world.problems()) == ({"2026-04-01"}, [])


FEBRUARY = ("2026-02-01", "2026-03-01")


@pytest.mark.parametrize(
    ("period", "known", "asked"),
    [(MARCH, False, 0), (FEBRUARY, False, 1), (FEBRUARY, True, 0)],
    ids=["its own month", "an earlier month", "the run has just asked"],
)
def test_rr_30_periods_are_asked_for_once_a_run_before_revenue_of_earlier_months_goes_out(
    world: World, period: tuple[str, str], known: bool, asked: int
) -> None:
    """NetSuite takes such a record whether or not the month is closed, so no refusal would tell."""
    answers: list[PostingRules] = []

    def ask() -> tuple[Period, ...]:
        answers.append(MARCH_OPEN)
        return MARCH_OPEN.periods

    world.rules = rules(line_dates=True)
    world.calendar = PostingCalendar(MARCH_OPEN, ask, asked=known)
    for number in range(150):
        world.source.holds(an_invoice_family(an_invoice(id=f"in_{number}", lines=[a_line(period=period)])))
    done = world.run()
    assert (len(answers), world.problems()) == (asked, [])
    assert done.counts["requests"] > 2, "more than one batch"


def test_rr_30_an_answer_that_is_missing_keeps_nothing_back(world: World) -> None:
    def ask() -> tuple[Period, ...]:
        raise UNREACHABLE

    world.rules = rules(line_dates=True)
    world.calendar = PostingCalendar(MARCH_OPEN, ask)
    world.source.holds(an_invoice_family(an_invoice(lines=[a_line(period=FEBRUARY)])))
    world.run()
    assert "in_1" in world.there()


# A customer's later currencies (rule C-1)


def in_euros(number: str, **more: object) -> tuple[Family, Family]:
    """A paid invoice of the same customer in another currency."""
    invoice = an_invoice(id=f"in_{number}", customer="cus_acme", currency="eur", **more)
    return an_invoice_family(invoice), a_charge_family(pays=[invoice])


def currencies(world: World) -> list[str | None]:
    """The currencies that NetSuite has on the customer."""
    (acme,) = (each for each in world.erp.records.values() if each.external_id == "cus_acme")
    assert isinstance(acme, Customer)
    return [ref.name for ref in acme.currencies]


@pytest.mark.parametrize("trouble", [[], [LOST], [BUSY], [LOST, LOST]], ids=["none", "lost", "busy", "lost twice"])
def test_a_later_currency_is_added_before_its_invoice_whatever_happens(
    world: World, trouble: list[NetSuiteError | str]
) -> None:
    world.run()
    world.source.holds(*in_euros("3"))
    world.erp.trouble = list(trouble)
    for _ in range(2):
        world.run()
        world.clock.sleep(3600)
    assert world.there() == sorted([*ALL, "ch_3", "in_3"])
    assert (currencies(world), world.problems()) == (["USD", "EUR"], [])


def test_an_update_that_was_done_without_an_answer_is_not_sent_again(world: World) -> None:
    world.run()
    world.source.holds(*in_euros("3"))
    world.erp.trouble = [LOST]
    world.run()
    updates = [one for request in world.erp.requests for one in request if isinstance(one, Update)]
    assert len(updates) == 1


def test_a_customer_that_is_gone_when_it_is_asked_after_needs_a_person(world: World) -> None:
    world.run()
    world.source.holds(*in_euros("3"))
    world.erp.trouble = [LOST]
    world.erp.records = {key: each for key, each in world.erp.records.items() if each.external_id != "cus_acme"}
    world.run()
    assert world.problems() == [("DELETED_IN_NETSUITE", "cus_acme")]
