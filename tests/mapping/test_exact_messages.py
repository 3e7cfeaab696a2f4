"""The whole text of what is said, for every code of the language: place, line, caret and what to write instead."""

from __future__ import annotations

from textwrap import dedent

import pytest

from connector.located import in_order
from connector.mapping import KeptFiles, read_all

TWICE = "team,id\nsales,7\nops,8\nsales,9\n"


def said_of(text: str) -> str:
    """What is said of the file `m.yaml` with this text."""
    files = KeptFiles(names=("m.yaml",), texts={"m.yaml": text, "twice.csv": TWICE})
    return "\n".join(map(str, in_order(read_all(files).messages)))


SAID: dict[str, tuple[str, str]] = {
    "MAP-100: a brace without its partner": (
        """\
        invoice: { klass_id: 5
        customer: { comments: x }
        """,
        """\
        m.yaml:1:10: error MAP-100 "{" has no "}"
            1 | invoice: { klass_id: 5
              |          ^
        """,
    ),
    "MAP-100: a tab": (
        """\
        invoice:
        \tklass_id: 5
        """,
        """\
        m.yaml:2:1: error MAP-100 a tab; indent and separate with spaces
            2 |  klass_id: 5
              | ^
        """,
    ),
    "MAP-100: a tag": (
        """\
        invoice: { message: !!str 5 }
        """,
        """\
        m.yaml:1:21: error MAP-100 a tag (tag:yaml.org,2002:str); write the plain value
            1 | invoice: { message: !!str 5 }
              |                     ^^^^^^^
        """,
    ),
    "MAP-101: a key that stands twice": (
        """\
        invoice:
          message: a
          message: b
        """,
        """\
        m.yaml:3:3: error MAP-101 key "message" stands twice; the first is at m.yaml:2:3
            3 |   message: b
              |   ^^^^^^^
        """,
    ),
    "MAP-102: a kind that resembles one": (
        """\
        field_defaults:
          invoce: { klass_id: 5 }
        """,
        """\
        m.yaml:2:3: error MAP-102 unknown record kind "invoce"
            2 |   invoce: { klass_id: 5 }
              |   ^^^^^^ did you mean "invoice"?
        """,
    ),
    "MAP-102: a kind of a later version": (
        """\
        deposit: { klass_id: 5 }
        """,
        """\
        m.yaml:1:1: error MAP-102 record kind "deposit" comes in a later version
            1 | deposit: { klass_id: 5 }
              | ^^^^^^^
        """,
    ),
    "MAP-103: a misspelt key": (
        """\
        field_mappings:
          invoice:
            metadata.x: { to: message, transfrom: [trim] }
        """,
        """\
        m.yaml:3:32: error MAP-103 unknown key "transfrom" of an entry
            3 |     metadata.x: { to: message, transfrom: [trim] }
              |                                ^^^^^^^^^ did you mean "transform"?
        """,
    ),
    "MAP-103: a misspelt transform": (
        """\
        field_mappings:
          invoice:
            metadata.x: { to: message, transform: [trimm] }
        """,
        """\
        m.yaml:3:44: error MAP-103 there is no transform "trimm"
            3 |     metadata.x: { to: message, transform: [trimm] }
              |                                            ^^^^^ did you mean "trim"?
        """,
    ),
    "MAP-110: default or mapping": (
        """\
        invoice:
          number: memo
        """,
        """\
        m.yaml:2:3: error MAP-110 "number" can be a field with the value "memo", or a path read into memo
            2 |   number: memo
              |   ^^^^^^ put it under field_defaults: invoice: or under field_mappings: invoice:
        """,
    ),
    "MAP-120: no such field": (
        """\
        invoice: { departmnt_id: 5 }
        """,
        """\
        m.yaml:1:12: error MAP-120 invoice has no field "departmnt_id"
            1 | invoice: { departmnt_id: 5 }
              |            ^^^^^^^^^^^^ did you mean "department_id"?
        """,
    ),
    "MAP-121: class": (
        """\
        invoice: { class: 5 }
        """,
        """\
        m.yaml:1:12: error MAP-121 "class" is written klass_id
            1 | invoice: { class: 5 }
              |            ^^^^^ write klass_id
        """,
    ),
    "MAP-122: a header field on a line": (
        """\
        invoice_item: { due_date: 2026-01-31 }
        """,
        """\
        m.yaml:1:17: error MAP-122 "due_date" is a field of invoice, not of invoice_item
            1 | invoice_item: { due_date: 2026-01-31 }
              |                 ^^^^^^^^ put it under invoice
        """,
    ),
    "MAP-122: a line's column on the header": (
        """\
        invoice: { metadata.sku: custcol_sku }
        """,
        """\
        m.yaml:1:26: error MAP-122 "custcol_sku" is no field of invoice: its custom fields begin with
            custbody_
            1 | invoice: { metadata.sku: custcol_sku }
              |                          ^^^^^^^^^^^ put it under invoice_item
        """,
    ),
    "MAP-123: a custom reference with a text": (
        """\
        invoice: { custbody_region_id: North }
        """,
        """\
        m.yaml:1:32: error MAP-123 invoice.custbody_region_id takes an internal id: a whole number, not
            "North"
            1 | invoice: { custbody_region_id: North }
              |                                ^^^^^
        """,
    ),
    "MAP-126: a protected field": (
        """\
        invoice: { tran_date: 2026-01-31 }
        """,
        """\
        m.yaml:1:12: error MAP-126 invoice.tran_date cannot be mapped: it decides when the books show it
            1 | invoice: { tran_date: 2026-01-31 }
              |            ^^^^^^^^^
        """,
    ),
    "MAP-130: a misspelt attribute": (
        """\
        customer: { adress.country: comments }
        """,
        """\
        m.yaml:1:13: error MAP-130 the customer has no "adress" at Stripe
            1 | customer: { adress.country: comments }
              |             ^^^^^^^^^^^^^^ did you mean "address"?
        """,
    ),
    "MAP-130: an object that the record never has": (
        """\
        field_mappings:
          customer: { invoice.number: comments }
        """,
        """\
        m.yaml:2:15: error MAP-130 no invoice belongs to customer
            2 |   customer: { invoice.number: comments }
              |               ^^^^^^^^^^^^^^ its paths begin with customer
        """,
    ),
    "MAP-130: a list without a number": (
        """\
        field_mappings:
          invoice: { lines.description: message }
        """,
        """\
        m.yaml:2:14: error MAP-130 lines is a list, so it has no "description"
            2 |   invoice: { lines.description: message }
              |              ^^^^^^^^^^^^^^^^^ write lines[0].description for the first of them
        """,
    ),
    "MAP-130: in a template": (
        """\
        field_mappings:
          customer:
            - { template: "{adress.city}", to: comments }
        """,
        """\
        m.yaml:3:21: error MAP-130 the customer has no "adress" at Stripe
            3 |     - { template: "{adress.city}", to: comments }
              |                     ^^^^^^^^^^^ did you mean "address"?
        """,
    ),
    "MAP-131: a text where an id belongs": (
        """\
        invoice: { klass_id: Sales }
        """,
        """\
        m.yaml:1:22: error MAP-131 invoice.klass_id takes an internal id: a whole number, not "Sales"
            1 | invoice: { klass_id: Sales }
              |                      ^^^^^
        """,
    ),
    "MAP-131: a transform that cannot take what comes": (
        """\
        field_mappings:
          invoice:
            created: { to: due_date, transform: [{ add_days: 30 }] }
        """,
        """\
        m.yaml:3:44: error MAP-131 add_days takes a date, and gets a whole number
            3 |     created: { to: due_date, transform: [{ add_days: 30 }] }
              |                                            ^^^^^^^^ put unix before it
        """,
    ),
    "MAP-131: a chain that gives what the field cannot take": (
        """\
        field_mappings:
          invoice:
            metadata.x: { to: exchange_rate, transform: [bool] }
        """,
        """\
        m.yaml:3:23: error MAP-131 invoice.exchange_rate takes a number, and gets true or false
            3 |     metadata.x: { to: exchange_rate, transform: [bool] }
              |                       ^^^^^^^^^^^^^
        """,
    ),
    "MAP-140: one = too few": (
        """\
        field_mappings:
          invoice:
            metadata.x: { to: message, when: "currency = 'eur'" }
        """,
        """\
        m.yaml:3:48: error MAP-140 "=" has no meaning here
            3 |     metadata.x: { to: message, when: "currency = 'eur'" }
              |                                                ^ write ==
        """,
    ),
    "MAP-140: a function that there is not": (
        """\
        field_mappings:
          invoice:
            metadata.x: { to: message, when: "start(currency, 'e')" }
        """,
        """\
        m.yaml:3:39: error MAP-140 there is no function "start"
            3 |     metadata.x: { to: message, when: "start(currency, 'e')" }
              |                                       ^^^^^ did you mean "startswith"?
        """,
    ),
    "MAP-140: a brace in a template": (
        """\
        field_mappings:
          customer:
            - { template: "{email", to: comments }
        """,
        """\
        m.yaml:3:20: error MAP-140 "{" has no partner
            3 |     - { template: "{email", to: comments }
              |                    ^ double it if you mean it: {{
        """,
    ),
    "MAP-141: a table that there is not": (
        """\
        lookups: { teams: { sales: 7 } }
        field_mappings:
          invoice:
            metadata.x: { to: department_id, transform: [{ lookup: team }] }
        """,
        """\
        m.yaml:4:60: error MAP-141 there is no lookup "team"
            4 |     metadata.x: { to: department_id, transform: [{ lookup: team }] }
              |                                                            ^^^^ did you mean "teams"?
        """,
    ),
    "MAP-141: a key twice in a table": (
        """\
        lookups:
          teams: { file: twice.csv, key: team, value: id }
        """,
        """\
        twice.csv:4:1: error MAP-141 key "sales" stands twice in lookup teams
            4 | sales,9
              | ^
        """,
    ),
}


@pytest.mark.parametrize(("text", "expected"), SAID.values(), ids=SAID.keys())
def test_what_is_wrong_is_told_in_these_words(text, expected):
    assert said_of(dedent(text)) == dedent(expected).rstrip("\n")


BROKEN = """\
version: 1
lookups:
  teams: { sales: 7, ops: 8
field_defaults:
  invoce: { klass_id: 5 }
  invoice:
    class_id: 5
    departmnt_id: 2
    tran_date: 2026-01-31
    due_date: 31.01.2026
    due_date: 2026-01-31
  customer:
\tcomments: hello
field_mappings:
  invoice:
    metadata.sku: custcol_sku
    metadata.team:
      to: department_id
      transform: [trim, { lookup: teams }]
      when: "currency = 'eur'"
      on_mising: hold
  customer: { adress.country: comments }
overrides:
  - name: "german
    when: "address.country == 'DE'"
    set: { customer: { custentity_region_id: North } }
customer_payment: { number: memo }
"""
OF_BROKEN = """\
m.yaml:3:10: error MAP-100 "{" has no "}"
    3 |   teams: { sales: 7, ops: 8
      |          ^
m.yaml:5:3: error MAP-102 unknown record kind "invoce"
    5 |   invoce: { klass_id: 5 }
      |   ^^^^^^ did you mean "invoice"?
m.yaml:7:5: error MAP-121 "class_id" is written klass_id
    7 |     class_id: 5
      |     ^^^^^^^^ write klass_id
m.yaml:8:5: error MAP-120 invoice has no field "departmnt_id"
    8 |     departmnt_id: 2
      |     ^^^^^^^^^^^^ did you mean "department_id"?
m.yaml:9:5: error MAP-126 invoice.tran_date cannot be mapped: it decides when the books show it
    9 |     tran_date: 2026-01-31
      |     ^^^^^^^^^
m.yaml:10:15: error MAP-131 invoice.due_date takes a date as YYYY-MM-DD, not "31.01.2026"
   10 |     due_date: 31.01.2026
      |               ^^^^^^^^^^
m.yaml:11:5: error MAP-101 key "due_date" stands twice; the first is at m.yaml:10:5
   11 |     due_date: 2026-01-31
      |     ^^^^^^^^
m.yaml:13:1: error MAP-100 a tab; indent and separate with spaces
   13 |  comments: hello
      | ^
m.yaml:16:19: error MAP-122 "custcol_sku" is no field of invoice: its custom fields begin with
    custbody_
   16 |     metadata.sku: custcol_sku
      |                   ^^^^^^^^^^^ put it under invoice_item
m.yaml:20:23: error MAP-140 "=" has no meaning here
   20 |       when: "currency = 'eur'"
      |                       ^ write ==
m.yaml:21:7: error MAP-103 unknown key "on_mising" of an entry
   21 |       on_mising: hold
      |       ^^^^^^^^^ did you mean "on_missing"?
m.yaml:22:15: error MAP-130 the customer has no "adress" at Stripe
   22 |   customer: { adress.country: comments }
      |               ^^^^^^^^^^^^^^ did you mean "address"?
m.yaml:24:11: error MAP-100 a text that begins with " has no end
   24 |   - name: "german
      |           ^ close it with "
m.yaml:26:46: error MAP-123 customer.custentity_region_id takes an internal id: a whole number, not
    "North"
   26 |     set: { customer: { custentity_region_id: North } }
      |                                              ^^^^^
m.yaml:27:21: error MAP-110 "number" can be a field with the value "memo", or a path read into memo
   27 | customer_payment: { number: memo }
      |                     ^^^^^^
        put it under field_defaults: customer_payment: or under field_mappings: customer_payment:
"""


def test_fifteen_mistakes_in_one_file_are_told_at_once_and_nothing_else_is():
    assert f"{said_of(BROKEN)}\n" == OF_BROKEN
