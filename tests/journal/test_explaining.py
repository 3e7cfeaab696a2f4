"""What is kept of a record's values tells of it as it was made, whatever Stripe and the mapping say later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import a_line, an_invoice_family, rules
from builders import an_invoice as a_stripe_invoice

from connector.as_made import as_made
from connector.journal import Journal
from connector.journal.provenance import NOT_KEPT, origins_of, told
from connector.lifecycle import Event
from connector.translation.origins import MappedOrigins
from connector.translation.translate import translate
from connector.translation.wanted import LineCopy, Origin, Step, Translation
from journal.hands import Hands
from journal.wanted import INVOICE_A, a_memo, an_invoice, changed, copying, following
from netsuite_client.records import CreditMemo, Invoice

RULE = Origin(by="V-2", path="invoice.number", value="ACME-1")
WRITTEN: dict[str, tuple[Origin, Origin]] = {
    "a rule": (RULE, RULE),
    "a rule that read nothing": (Origin(by="C-7 accounts.income"),) * 2,
    "an entry that won over others, with its steps": (
        entry := Origin(
            by="ours.yaml:7:5",
            path="invoice.metadata.team",
            value=" EMEA ",
            losers=(RULE, Origin(by="ours.yaml:2:3", value="2", said="default")),
            said="mapping",
            steps=(Step("trim", "EMEA"), Step("decimal", Decimal("1.50")), Step("date", date(2026, 1, 2))),
            default_at="ours.yaml:9:2",
        ),
        entry,
    ),
    "an object of Stripe's stands for its id": (
        Origin(by="ours.yaml:1:1", value=({"id": "cus_1", "email": "ada@acme.example"},), said="mapping"),
        Origin(by="ours.yaml:1:1", value=[{"id": "cus_1"}], said="mapping"),
    ),
    "what was made unknowable is not kept": (
        Origin(by="x", value="DE89 3704", said="mapping", steps=(Step("trim", "DE89 3704"), Step("last4", "3704"))),
        Origin(by="x", value=NOT_KEPT, said="mapping", steps=(Step("trim", NOT_KEPT), Step("last4", "3704"))),
    ),
}


@pytest.mark.parametrize(("origin", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_an_origin_is_read_as_it_was_written(origin: Origin, expected: Origin) -> None:
    assert read_again({"tran_date": origin}) == {"tran_date": expected}


def read_again(origins: Mapping[str, Origin]) -> dict[str, Origin]:
    kept = told(origins)
    return dict(origins_of(kept.text, kept.shared))


def test_what_an_entry_said_and_what_others_did_not_say_comes_back_over_the_rules() -> None:
    family = an_invoice_family(a_stripe_invoice(lines=[a_line(), a_line()]))
    (invoice,) = translate(family, rules(), {}).records
    said = Origin(by="ours.yaml:1:1", value="5", said="default")
    silent = Origin(by="ours.yaml:2:2", path="invoice.metadata.team", said="no value")
    origins = MappedOrigins(invoice.origins, {"lines[1].klass_id": said}, [("memo", silent), ("terms_id", silent)])
    assert read_again(origins) == dict(origins)


def test_invoices_of_the_same_form_differ_only_in_what_was_read() -> None:
    first, other = (
        translate(an_invoice_family(a_stripe_invoice(id=id_, lines=[a_line()])), rules(), {}).records[0]
        for id_ in ("in_1", "in_2")
    )
    assert told(first.origins).shared == told(other.origins).shared
    assert told(first.origins).text != told(other.origins).text


# -- in the journal ---------------------------------------------------------------------------------------------------


def read(memo: str, *, amount: str = "30.00", by: str = "the rule of then") -> Translation:
    """An invoice whose memo and amount this rule read at Stripe."""
    translation = an_invoice(memo=memo, amount=amount)
    origins = {
        "memo": Origin(by=by, path="invoice.memo", value=memo),
        "lines[0].amount": Origin(by=by, path="invoice.lines[0].amount", value=amount),
    }
    (invoice,) = translation.records
    return changed(translation, records=(replace(invoice, origins=origins),))


def explained(journal: Journal, external_id: str = "in_a") -> str:
    """The values of the record that have an origin, as it was made."""
    found = journal.family(INVOICE_A)
    assert found is not None
    (member,) = [each for each in found.members if each.external_id == external_id]
    wanted = as_made(member, journal.origins_of([external_id]).get(external_id, {}))
    assert wanted is not None
    assert isinstance(wanted.record, Invoice | CreditMemo)
    line, memo, amount = wanted.record.lines[0], wanted.origins.get("memo"), wanted.origins.get("lines[0].amount")
    assert memo is not None
    assert amount is not None
    return f"memo {wanted.record.memo} of {memo.value} by {memo.by}, amount {line.amount} of {amount.value}"


def test_what_is_to_be_sent_is_told_as_it_is_wanted_now(journal: Journal) -> None:
    run = journal.start_run("test")
    journal.intend([read("one")], None, run)
    journal.intend([read("two", by="another rule")], None, run)
    assert explained(journal) == "memo two of two by another rule, amount 30.00 of 30.00"


def test_what_netsuite_has_is_told_as_it_was_sent_whatever_is_read_later(journal: Journal, hands: Hands) -> None:
    run = journal.start_run("test")
    journal.intend([read("one")], None, run)
    hands.deliver()
    journal.intend([read("two", amount="40.00", by="another rule")], None, run)
    assert explained(journal) == "memo one of one by the rule of then, amount 30.00 of 30.00"


def test_the_same_content_by_another_rule_stays_as_it_was_made(journal: Journal, hands: Hands) -> None:
    run = journal.start_run("test")
    journal.intend([read("one")], None, run)
    hands.deliver()
    journal.intend([read("one", by="another rule")], None, run)
    assert explained(journal) == "memo one of one by the rule of then, amount 30.00 of 30.00"


def test_v_13_only_what_follows_stripe_is_told_anew(journal: Journal, hands: Hands) -> None:
    run = journal.start_run("test")
    journal.intend([following(read("one"), "memo")], None, run)
    hands.deliver()
    journal.intend([following(read("two", amount="40.00", by="another rule"), "memo")], None, run)
    changed = "memo two of two by another rule, amount 30.00 of 30.00"
    assert explained(journal) == changed, "also before it is sent"
    hands.deliver()
    assert explained(journal) == changed


def test_v_13_changes_that_come_one_after_the_other_are_all_told(journal: Journal, hands: Hands) -> None:
    run = journal.start_run("test")
    journal.intend([following(read("one"), "memo", "other_ref_num")], None, run)
    hands.deliver()
    newer = following(read("two", by="another rule"), "memo", "other_ref_num")
    journal.intend([newer], None, run)
    (invoice,) = newer.records
    assert isinstance(invoice.record, Invoice)
    numbered = replace(invoice, record=replace(invoice.record, other_ref_num="PO-1"))
    journal.intend([changed(newer, records=(numbered,))], None, run)
    assert explained(journal).startswith("memo two of two by another rule")


def test_what_is_under_way_is_told_as_it_was_sent(journal: Journal, hands: Hands) -> None:
    run = journal.start_run("test")
    journal.intend([read("one")], None, run)
    for _ in ("the customer and the item", "the invoice"):
        batch = hands.claim()
        hands.send(batch)
        if "in_a" in {each.external_id for each in batch.records}:
            break
        hands.settle(batch)
    journal.intend([read("two", by="another rule")], None, run)
    hands.settle(batch, Event.ACCEPT)
    assert explained(journal) == "memo one of one by the rule of then, amount 30.00 of 30.00"


def test_s_1_what_a_memo_took_over_from_its_invoice_is_told(journal: Journal, hands: Hands) -> None:
    memo = a_memo("memo_in_a")
    origins = dict.fromkeys(("memo", "lines[0].amount"), Origin(by="R-1"))
    journal.intend(
        [
            changed(
                an_invoice(),
                records=(*an_invoice().records, copying(replace(memo, origins=origins), LineCopy("in_a", 0))),
            )
        ],
        None,
        journal.start_run("test"),
    )
    found = journal.family(INVOICE_A)
    assert found is not None
    (member,) = [each for each in found.members if each.external_id == "memo_in_a"]
    assert isinstance(member.content, CreditMemo)
    (line,) = member.content.lines
    ends = date(2026, 12, 31)
    sent = replace(member.content, lines=(replace(line, rev_rec_end_date=ends),))
    kept = journal.origins_of(["memo_in_a"])["memo_in_a"]
    wanted = as_made(replace(member, sent=sent, sent_digest=member.digest), kept)
    assert wanted is not None
    assert wanted.origins["lines[0].rev_rec_end_date"].by == "S-1 as line 1 of in_a in NetSuite"


def test_of_what_was_recorded_before_origins_were_kept_nothing_is_told(journal: Journal) -> None:
    journal.intend([an_invoice()], None, journal.start_run("test"))
    found = journal.family(INVOICE_A)
    assert found is not None
    assert journal.origins_of(["in_a"]) == {}
    assert [as_made(member, {}) for member in found.members] == [None] * 3
