"""Fields that are mapped to follow Stripe are sent again, all others stay as they are (rules A-3, V-13)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from scenarios.company import Company

MAPPING = """\
version: 1
field_mappings:
  invoice:
    "metadata.team": { to: department_id, on_change: update }
    "metadata.begins": { to: start_date, on_change: update }
    "metadata.po": other_ref_num
  customer_payment:
    "metadata.shop": { to: check_number, on_change: update }
"""


def says(made: Company, kind: str, id_: str, **metadata: str) -> None:
    """Somebody writes metadata on an object at Stripe."""
    (found,) = [each for each in made.stripe.book.shelves[kind].by_id.values() if each.id == id_]
    made.stripe.merge({f"{kind}s": [{**deepcopy(found.served), "metadata": metadata}]})


def fields(made: Company, type_: str, external_id: str) -> dict[str, Any]:
    """What the mapped fields of a record say in NetSuite."""
    (found,) = [each for each in made.records(type_) if each["externalId"] == external_id]
    shown = ("department", "startDate", "checkNumber", "otherRefNum", "amountRemaining")
    return {name: found[name] for name in shown if name in found}


def test_v_13_mapped_fields_follow_metadata_that_changes_later(small_company: Company) -> None:
    small_company.map_fields(MAPPING)
    says(small_company, "invoice", "in_demo0001", begins="2026-03-01", po="PO-1")
    assert small_company.sync().code == 0
    assert fields(small_company, "invoice", "in_demo0001") == {
        "startDate": "2026-03-01",
        "otherRefNum": "PO-1",
        "amountRemaining": "0.00",
    }

    says(small_company, "invoice", "in_demo0001", team="1", po="PO-2", begins="2026-03-15")
    says(small_company, "charge", "ch_demo0001", shop="Bonn")
    ended = small_company.sync()
    assert ended.code == 0, ended.said
    assert fields(small_company, "invoice", "in_demo0001") == {
        "department": {"internalId": "1"},
        "startDate": "2026-03-15",
        "otherRefNum": "PO-1",
        "amountRemaining": "0.00",
    }
    assert fields(small_company, "customerPayment", "ch_demo0001") == {"checkNumber": "Bonn"}

    writes = small_company.writes()
    assert small_company.sync().code == 0
    assert small_company.writes() == writes, "what is as it should be is not sent again"


def test_v_13_what_people_edit_in_netsuite_stays_unless_stripe_changes(small_company: Company) -> None:
    """A-3: nothing is sent for a field that Stripe says the same of."""
    small_company.map_fields(MAPPING)
    says(small_company, "invoice", "in_demo0003", team="1")
    assert small_company.sync().code == 0
    writes = small_company.writes()
    says(small_company, "invoice", "in_demo0003", team="1", po="PO-9")
    assert small_company.sync().code == 0
    assert small_company.writes() == writes
