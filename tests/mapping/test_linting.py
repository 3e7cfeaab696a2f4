"""What is said of mapping files that load."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest
from builders import (
    a_charge,
    a_charge_family,
    a_credit_note,
    a_customer,
    a_line,
    a_price,
    a_refund,
    an_invoice,
    an_invoice_family,
)

from connector.located import in_order
from connector.mapping import KeptFiles, read_all
from connector.mapping.linting import choices_of, lint
from netsuite_client.account import AccountFacts, LedgerAccount, Listed, Period

FACTS = AccountFacts(
    currencies=(),
    periods=(Period(internal_id="1", name="x", start=date(2026, 1, 1), end=date(2026, 1, 31), closed=False),),
    accounts=(
        LedgerAccount(internal_id="7", name="Bank EUR", type="Bank"),
        LedgerAccount(internal_id="8", name="Debtors", type="AcctRec"),
    ),
    line_columns=frozenset(),
    revenue_features=True,
)
LISTS = {
    "department": (Listed(internal_id="1", name="Sales"),),
    "classification": tuple(Listed(internal_id=f"{number}", name=f"Class {number}") for number in range(1, 8)),
    "location": (),
}
FAMILIES = (
    an_invoice_family(
        an_invoice(metadata={"team": "EU"}, lines=[a_line(metadata={"sku": "G-1"}), a_line(5_000, price=None)]),
        customer=a_customer(metadata={"region": "7"}),
        prices=[a_price(metadata={"account": "124"})],
    ),
    an_invoice_family(an_invoice(id="in_2", metadata={}), customer=a_customer(metadata={"region": "8"})),
    a_charge_family(a_charge(metadata={"company": "C-9"}, refunds=[a_refund(metadata={"reason": "x"})])),
)


def said_of(*texts: str, facts: AccountFacts = FACTS, families=()) -> str:
    """What is said of files `1.yaml`, `2.yaml` … with these texts."""
    files = {f"{number}.yaml": dedent(text) for number, text in enumerate(texts, start=1)}
    said, messages = read_all(KeptFiles(names=tuple(files), texts=files))
    assert messages == []
    return "\n".join(map(str, in_order(lint(said, choices=choices_of(facts, LISTS), families=families))))


SAID: dict[str, tuple[str, str]] = {
    "MAP-124: a default that is no account": (
        "field_defaults: { customer_payment: { account_id: 9 } }",
        """
        1.yaml:1:51: error MAP-124 customer_payment.account_id is 9, which is no active account that
            NetSuite shows to our role
            1 | field_defaults: { customer_payment: { account_id: 9 } }
              |                                                   ^
                Lists > Accounting > Accounts shows those that there are, with their internal ids
        """,
    ),
    "MAP-124: what an override sets": (
        "overrides: [{ name: x, set: { credit_memo: { account_id: 12345 } } }]",
        """
        1.yaml:1:58: error MAP-124 credit_memo.account_id is 12345, which is no active account that NetSuite
            shows to our role
            1 | overrides: [{ name: x, set: { credit_memo: { account_id: 12345 } } }]
              |                                                          ^^^^^
                Lists > Accounting > Accounts shows those that there are, with their internal ids
        """,
    ),
    "MAP-124: the default of an entry": (
        "field_mappings: { customer_refund: { metadata.x: { to: account_id, default: 9 } } }",
        """
        1.yaml:1:77: error MAP-124 customer_refund.account_id is 9, which is no active account that NetSuite
            shows to our role
            1 | field_mappings: { customer_refund: { metadata.x: { to: account_id, default: 9 } } }
              |                                                                             ^
                Lists > Accounting > Accounts shows those that there are, with their internal ids
        """,
    ),
    "MAP-124: a row of the table that an entry looks up in last": (
        """\
        lookups: { banks: { eur: 7, usd: 70 } }
        field_mappings: { customer_refund: { currency: { to: account_id, transform: [{ lookup: banks }] } } }
        """,
        """
        1.yaml:1:12: error MAP-124 customer_refund.account_id is 70, which is no active account that
            NetSuite shows to our role
            1 | lookups: { banks: { eur: 7, usd: 70 } }
              |            ^^^^^
                Lists > Accounting > Accounts shows those that there are, with their internal ids
        """,
    ),
    "MAP-124: a department that there is not": (
        "field_defaults: { customer_payment: { department_id: 31 } }",
        """
        1.yaml:1:54: error MAP-124 customer_payment.department_id is 31, which is no active department that
            NetSuite shows to our role
            1 | field_defaults: { customer_payment: { department_id: 31 } }
              |                                                      ^^
                there are 1 Sales; new ones are known after: connector doctor
        """,
    ),
    "MAP-124: a class that there is not, of many": (
        "field_defaults: { customer_payment: { klass_id: 9 } }",
        """
        1.yaml:1:49: error MAP-124 customer_payment.klass_id is 9, which is no active class that NetSuite
            shows to our role
            1 | field_defaults: { customer_payment: { klass_id: 9 } }
              |                                                 ^
                there are 1 Class 1, 2 Class 2, 3 Class 3, 4 Class 4, 5 Class 5 and 2 more; new ones are
                known after: connector doctor
        """,
    ),
    "MAP-124: of a list without members nothing is known": ("customer_payment: { location_id: 9 }", ""),
    "MAP-124: an account that there is": ("customer_payment: { account_id: 7 }", ""),
    "MAP-124: a list that was never asked for": ("customer: { terms_id: 7 }", ""),
    "MAP-124: clearing is no choice": ("field_defaults: { customer_payment: { account_id: null } }", ""),
    "MAP-160: a default of the header alone": (
        "field_defaults: { invoice: { klass_id: 5 } }",
        """
        1.yaml:1:30: warning MAP-160 a default sets invoice.klass_id, and nothing sets invoice_item.klass_id
            1 | field_defaults: { invoice: { klass_id: 5 } }
              |                              ^^^^^^^^
                NetSuite may demand both in the same words: add invoice_item: { klass_id: 5 }
        """,
    ),
    "MAP-160: an override of the header alone": (
        """\
        overrides:
          - name: EU
            when: "currency == 'eur'"
            set: { credit_memo: { location_id: 9 } }
        """,
        """
        1.yaml:4:27: warning MAP-160 override "EU" sets credit_memo.location_id, and nothing sets
            credit_memo_item.location_id
            4 |     set: { credit_memo: { location_id: 9 } }
              |                           ^^^^^^^^^^^
                NetSuite may demand both in the same words: add credit_memo_item: { location_id: 9 }
        """,
    ),
    "MAP-160: once for each field": (
        """\
        field_defaults: { invoice: { klass_id: 5 } }
        overrides: [{ name: x, when: livemode, set: { invoice: { klass_id: 6 } } }]
        """,
        """
        1.yaml:1:30: warning MAP-160 a default sets invoice.klass_id, and nothing sets invoice_item.klass_id
            1 | field_defaults: { invoice: { klass_id: 5 } }
              |                              ^^^^^^^^
                NetSuite may demand both in the same words: add invoice_item: { klass_id: 5 }
        """,
    ),
    "MAP-160: lines that are mapped are enough": (
        "{ invoice: { klass_id: 5 }, invoice_item: { metadata.x: klass_id } }",
        "",
    ),
    "MAP-160: lines whose field is cleared are not": (
        "field_defaults: { invoice: { klass_id: 5 }, invoice_item: { klass_id: null } }",
        """
        1.yaml:1:30: warning MAP-160 a default sets invoice.klass_id, and nothing sets invoice_item.klass_id
            1 | field_defaults: { invoice: { klass_id: 5 }, invoice_item: { klass_id: null } }
              |                              ^^^^^^^^
                NetSuite may demand both in the same words: add invoice_item: { klass_id: 5 }
        """,
    ),
    "MAP-160: other fields, lines, and records without lines": (
        "{ invoice: { message: x }, invoice_item: { klass_id: 5 }, customer_payment: { klass_id: 5 } }",
        "",
    ),
    "MAP-170: a default that an override always replaces": (
        """\
        field_defaults: { customer: { comments: x } }
        overrides: [{ name: x, set: { customer: { comments: y } } }]
        """,
        """
        1.yaml:1:31: note MAP-170 this never applies: customer.comments is always taken from 1.yaml:2:43
            1 | field_defaults: { customer: { comments: x } }
              |                               ^^^^^^^^ leave out one of the two
        """,
    ),
    "MAP-170: a mapping that a later one with a default always replaces": (
        """\
        field_mappings:
          customer:
            email: comments
            name: { to: comments, default: none }
        """,
        """
        1.yaml:3:5: note MAP-170 this never applies: customer.comments is always taken from 1.yaml:4:5
            3 |     email: comments
              |     ^^^^^ leave out one of the two
        """,
    ),
    "MAP-170: what another only may replace": (
        """\
        field_defaults: { customer: { comments: x } }
        field_mappings: { customer: { name: comments, email: { to: comments, default: y, when: livemode } } }
        """,
        "",
    ),
    "MAP-170: on_missing beside a default": (
        "field_mappings: { customer: { metadata.a: { to: comments, default: x, on_missing: hold } } }",
        """
        1.yaml:1:31: note MAP-170 on_missing: hold never applies: the default stands in for what is missing
            1 | field_mappings: { customer: { metadata.a: { to: comments, default: x, on_missing: hold } } }
              |                               ^^^^^^^^^^ leave out one of the two
        """,
    ),
    "MAP-170: an override of a kind that never has what its condition reads": (
        """\
        overrides:
          - name: late
            when: "charge.metadata.late == 'yes'"
            set: { customer: { comments: late }, customer_payment: { memo: late } }
        """,
        """
        1.yaml:4:24: note MAP-170 override "late" finds nothing at charge.metadata.late for customer: no
            charge belongs to customer
            4 |     set: { customer: { comments: late }, customer_payment: { memo: late } }
              |                        ^^^^^^^^ its paths begin with customer
        """,
    ),
    "MAP-170: a condition that compares texts alone": (
        "exclude: { when: \"'metadata.internal' == 'true'\" }",
        """
        1.yaml:1:18: note MAP-170 the condition 'metadata.internal' == 'true' never holds
            1 | exclude: { when: "'metadata.internal' == 'true'" }
              |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a path has no quotes around it
        """,
    ),
}


@pytest.mark.parametrize(("text", "expected"), SAID.values(), ids=SAID.keys())
def test_what_loads_may_still_deserve_a_word(text, expected):
    assert said_of(text) == dedent(expected).strip("\n")


def test_a_later_files_default_wins_and_nothing_is_said_of_it():
    assert said_of("customer: { comments: x }", "customer: { comments: y }") == ""


def test_of_an_account_that_shows_no_accounts_nothing_is_known():
    blind = AccountFacts(currencies=(), periods=(), accounts=(), line_columns=frozenset(), revenue_features=False)
    assert said_of("customer_payment: { account_id: 9 }", facts=blind) == ""


def test_of_broken_files_errors_alone_are_told():
    files = {"1.yaml": "customer_payment: { account_id: 9 }\ninvoice: { klass_id: 5 }\ninvoice_item: { klass: 5 }"}
    said, _ = read_all(KeptFiles(names=("1.yaml",), texts=files))
    assert [each.code for each in lint(said, choices=choices_of(FACTS, LISTS), errors_only=True)] == ["MAP-124"]


UNSEEN: dict[str, tuple[str, str]] = {
    "MAP-150: a key that is nowhere, and one that resembles it": (
        "field_mappings: { invoice: { metadata.taem: message } }",
        """
        1.yaml:1:30: warning MAP-150 metadata.taem was found on 0 of 2 recent objects of invoice
            1 | field_mappings: { invoice: { metadata.taem: message } }
              |                              ^^^^^^^^^^^^^ did you mean "metadata.team"? It stands on 1 of 2
        """,
    ),
    "MAP-150: one of several paths": (
        """\
        field_mappings:
          invoice_item:
            - { from: [metadata.sku, price.metadata.acount], to: custcol_x }
        """,
        """
        1.yaml:3:30: warning MAP-150 price.metadata.acount was found on 0 of 3 recent objects of
            invoice_item
            3 |     - { from: [metadata.sku, price.metadata.acount], to: custcol_x }
              |                              ^^^^^^^^^^^^^^^^^^^^^
                did you mean "price.metadata.account"? It stands on 1 of 3
        """,
    ),
    "MAP-150: the first of several paths": (
        "field_mappings: { invoice: [{ from: [metadata.taem, number], to: message }] }",
        """
        1.yaml:1:38: warning MAP-150 metadata.taem was found on 0 of 2 recent objects of invoice
            1 | field_mappings: { invoice: [{ from: [metadata.taem, number], to: message }] }
              |                                      ^^^^^^^^^^^^^
                did you mean "metadata.team"? It stands on 1 of 2
        """,
    ),
    "MAP-150: in a template": (
        'field_mappings: { invoice: [{ template: "{number}-{customer.metadata.regoin}", to: message }] }',
        """
        1.yaml:1:52: warning MAP-150 customer.metadata.regoin was found on 0 of 2 recent objects of invoice
            1 | …d_mappings: { invoice: [{ template: "{number}-{customer.metadata.regoin}", to: message }] }
              |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^
                did you mean "customer.metadata.region"? It stands on 2 of 2
        """,
    ),
    "MAP-150: in a condition": (
        "field_mappings: { customer_payment: { id: { to: memo, when: 'has(metadata.compnay)' } } }",
        """
        1.yaml:1:66: warning MAP-150 metadata.compnay was found on 0 of 1 recent objects of customer_payment
            1 | field_mappings: { customer_payment: { id: { to: memo, when: 'has(metadata.compnay)' } } }
              |                                                                  ^^^^^^^^^^^^^^^^
                did you mean "metadata.company"? It stands on 1 of 1
        """,
    ),
    "MAP-150: nothing resembles it": (
        "field_mappings: { service_sale_item: { metadata.zzz: sales_description } }",
        """
        1.yaml:1:40: warning MAP-150 metadata.zzz was found on 0 of 1 recent objects of service_sale_item
            1 | field_mappings: { service_sale_item: { metadata.zzz: sales_description } }
              |                                        ^^^^^^^^^^^^
        """,
    ),
    "what is found somewhere": ("field_mappings: { invoice: { metadata.team: message } }", ""),
    "what a refund has": ("field_mappings: { customer_refund: { metadata.reason: memo } }", ""),
    "what leads out of the families is not known": (
        "field_mappings: { customer_payment: { payment_intent.metadata.x: memo } }",
        "",
    ),
    "of a kind without any object nothing is known": ("field_mappings: { discount_item: { name: description } }", ""),
}


CREDITED = (
    an_invoice_family(an_invoice(lines=[a_line(metadata={"sku": "G-1"})]), credit_notes=[a_credit_note(metadata={})]),
    a_charge_family(a_charge(refunds=[a_refund(metadata={"reason": "x"})])),
)
UNSEEN_OF_MEMOS: dict[str, tuple[str, str]] = {
    "MAP-150: what no refund that a memo may be made of has": (
        "field_mappings: { credit_memo: { metadata.raeson: message } }",
        """
        1.yaml:1:34: warning MAP-150 metadata.raeson was found on 0 of 2 recent objects of credit_memo
            1 | field_mappings: { credit_memo: { metadata.raeson: message } }
              |                                  ^^^^^^^^^^^^^^^
                did you mean "metadata.reason"? It stands on 1 of 2
        """,
    ),
    "MAP-150: what no line has that a memo may copy": (
        "field_mappings: { credit_memo_item: { metadata.skv: description } }",
        """
        1.yaml:1:39: warning MAP-150 metadata.skv was found on 0 of 1 recent objects of credit_memo_item
            1 | field_mappings: { credit_memo_item: { metadata.skv: description } }
              |                                       ^^^^^^^^^^^^
                did you mean "metadata.sku"? It stands on 1 of 1
        """,
    ),
    "what a memo's cause has": ("field_mappings: { credit_memo: { refund.metadata.reason: message } }", ""),
    "what another cause may have": ("field_mappings: { credit_memo: { dispute.metadata.reason: message } }", ""),
    "what a line has that a memo copies": ("field_mappings: { credit_memo_item: { metadata.sku: description } }", ""),
}


@pytest.mark.parametrize(("text", "expected"), UNSEEN_OF_MEMOS.values(), ids=UNSEEN_OF_MEMOS.keys())
def test_a_path_of_memos_is_looked_for_in_whatever_may_cause_one(text, expected):
    assert said_of(text, families=CREDITED) == dedent(expected).strip("\n")


@pytest.mark.parametrize(("text", "expected"), UNSEEN.values(), ids=UNSEEN.keys())
def test_a_path_that_leads_nowhere_lately_is_told(text, expected):
    assert said_of(text, families=FAMILIES) == dedent(expected).strip("\n")
