"""`connector reconcile`: what people change in NetSuite is found, and what the rules intend is named (rule A-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from netsuite_client.client import NetSuite, TokenKeys, connect
from netsuite_client.emulator import EMULATOR_KEYS
from netsuite_client.outcomes import Accepted, Apply, ChangeApplications, Delete, Operation, Update
from netsuite_client.records import CustomerPayment, Invoice, Kind, Ref
from scenarios.books import three_families
from scenarios.company import NETSUITE_ACCOUNT, Company, Ended, company
from stripe_client.emulator.history import at

KEYS = TokenKeys(**{name: getattr(EMULATOR_KEYS, name) for name in TokenKeys.__dataclass_fields__})
PAID, IN_PARTS, OPEN = "in_demo0001", "in_demo0002", "in_demo0003"


@dataclass(kw_only=True)
class Office:
    """Three invoices that were synced, and a person at NetSuite who may change what is there."""

    made: Company
    netsuite: NetSuite

    def does(self, operation: Operation) -> None:
        (outcome,) = self.netsuite.send([operation])
        assert isinstance(outcome, Accepted), outcome

    def reconcile(self, *options: str) -> Ended:
        return self.made.run("reconcile", *options)

    def internal_id(self, external_id: str) -> str:
        (found,) = self.netsuite.find([external_id])
        return found.internal_id


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with company(tmp_path, monkeypatch, three_families().book) as made:
        made.sync()
        yield Office(made=made, netsuite=connect(account=NETSUITE_ACCOUNT, keys=KEYS, base_url=made.netsuite_address))


def test_what_nobody_touched_is_clean_at_the_cost_of_one_question(office: Office) -> None:
    before = office.made.asked("requests")["counts"]["suiteql"]
    ended = office.reconcile()
    assert ended.code == 0, ended.said
    assert "Everything is explained: unexplained 0.00." in ended.out
    assert office.made.asked("requests")["counts"]["suiteql"] == before + 1


def test_an_edited_invoice_is_unexplained(office: Office) -> None:
    (invoice,) = office.netsuite.read([Ref(kind=Kind.INVOICE, external_id=OPEN)])
    assert isinstance(invoice, Invoice)
    edited = replace(invoice, lines=tuple(replace(line, amount=Decimal("80.00")) for line in invoice.lines))
    office.does(Update(internal_id=office.internal_id(OPEN), record=edited, parts=frozenset({"lines"})))
    ended = office.reconcile()
    assert ended.code == 1
    assert f"2026-03-12  {OPEN}  EUR  total -10.00, remaining -10.00" in ended.out
    assert "1 document unexplained." in ended.out


def test_a_deleted_invoice_is_unexplained(office: Office) -> None:
    office.does(Delete(kind=Kind.INVOICE, internal_id=office.internal_id(OPEN)))
    ended = office.reconcile()
    assert ended.code == 1
    assert f"2026-03-12  {OPEN}  EUR  total -90.00, remaining -90.00  deleted in NetSuite" in ended.out


def test_a_payment_that_somebody_unapplied_is_unexplained(office: Office) -> None:
    (payment, *_) = office.made.records("customerPayment")
    apply = Apply(doc=office.internal_id(PAID), amount=Decimal(0))
    internal_id = str(payment["internalId"])
    office.does(ChangeApplications(kind=CustomerPayment.KIND, internal_id=internal_id, applies=(apply,)))
    ended = office.reconcile()
    assert ended.code == 1
    assert f"2026-03-01  {PAID}  USD  paid -350.00, remaining +350.00" in ended.out


def test_a_month_and_a_currency_limit_what_is_looked_at(office: Office) -> None:
    office.does(Delete(kind=Kind.INVOICE, internal_id=office.internal_id(OPEN)))
    assert office.reconcile("--month", "2026-03", "--currency", "usd").code == 0
    assert office.reconcile("--month", "2026-04").code == 0
    assert office.reconcile("--month", "2026-03", "--currency", "EUR").code == 1


def test_a_9_a_month_holds_what_stripe_dates_in_it_wherever_it_was_posted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company(tmp_path, monkeypatch, three_families().book) as made:
        made.period("2026-03", closed=True)
        made.sync()
        march, april = (made.run("reconcile", "--json", "--month", month) for month in ("2026-03", "2026-04"))
        assert (march.code, april.code) == (0, 0), march.said + april.said
        assert [one["currency"] for one in march.json["currencies"]] == ["EUR", "USD"]
        assert april.json["currencies"] == []


def test_as_data_it_names_every_document_that_differs(office: Office) -> None:
    office.does(Delete(kind=Kind.INVOICE, internal_id=office.internal_id(OPEN)))
    told = office.reconcile("--json").json
    assert (told["clean"], [one["id"] for one in told["differing"]]) == (False, [OPEN])
    assert told["differing"][0]["deleted"] is True
    kinds = {(one["currency"], kind["kind"]): kind for one in told["currencies"] for kind in one["kinds"]}
    assert kinds["USD", "invoices"]["unexplained"]["total"] == "0.00"
    assert kinds["EUR", "invoices"]["stripe"] == {
        "total": "90.00",
        "paid": "0.00",
        "credited": "0.00",
        "remaining": "90.00",
    }
    assert kinds["EUR", "invoices"]["unexplained"]["total"] == "-90.00"


def test_what_has_happened_since_the_last_sync_is_on_its_way_and_wrong_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = three_families()
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        story.billed(day=20)
        made.stripe.merge(story.book)
        ended = made.run("reconcile")
        assert ended.code == 0, ended.said
        assert "total -100.00, paid -100.00  journal not read yet: run connector sync" in ended.out


def test_an_invoice_that_is_too_old_to_be_listed_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule A-10: it was a draft for long, and its document is dated after the start."""
    story = three_families()
    old = story.invoiced(day=14, days_due=30)
    old["created"] = at(2025, 8, 1)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        story.paid(old, when=at(2026, 3, 20))
        made.stripe.merge(story.book)
        made.sync()
        ended = made.run("reconcile", "--json")
        assert (ended.code, ended.json["differing"]) == (0, [])
        usd = next(one for one in ended.json["currencies"] if one["currency"] == "USD")
        assert (usd["kinds"][0]["documents"], usd["kinds"][0]["netsuite"]["paid"]) == (3, "550.00")


REFUSED = {
    "an invoice and what hangs on it": ("in_demo0001", "journal  invoices (1): total -350.00, paid -350.00"),
    "a payment": (
        "ch_demo0001",
        "journal  invoices (1): paid -350.00, remaining +350.00  needs attention: ch_demo0001",
    ),
    "the memo of a write-off, so that both sides have it open": (
        "memo_in_demo0004_uncollectible",
        "Everything is explained",
    ),
}


@pytest.mark.parametrize(("refused", "told"), REFUSED.values(), ids=REFUSED)
def test_what_netsuite_refused_is_explained_by_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, told: str
) -> None:
    story = three_families()
    story.mark_uncollectible(story.invoiced(day=14, days_due=30), when=at(2026, 5, 1))
    with company(tmp_path, monkeypatch, story.book) as made:
        refusal = {"kind": "refuse", "operation": "addList", "external_id": refused, "code": "USER_ERROR"}
        made.faults(refusal | {"message": "Please enter value(s) for: Department", "times": 9, "nth": 1})
        made.sync()
        made.mend()
        ended = made.run("reconcile")
        assert ended.code == 0, ended.said
        assert told in ended.out
