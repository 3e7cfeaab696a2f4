"""Why a field is what it is, in words: every step, every entry that lost or had nothing to say."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from builders import an_invoice, an_invoice_family, rules
from mapping.written import mapping_of

from connector.cli.explaining import lines_of, trace_text
from connector.mapping import map_translation
from connector.translation.translate import translate

MAPPING = """\
lookups:
  teams: { emea: 31 }
field_defaults:
  invoice: { department_id: 2, message: hello }
field_mappings:
  invoice:
    metadata.team:
      to: department_id
      transform: [trim, lower, { lookup: teams }]
      default: 12
    metadata.po: { to: other_ref_num, when: "currency == 'eur'" }
    metadata.region: { to: location_id, transform: [trim, { lookup: teams }] }
    invoice.metadata.team: { to: terms_id, transform: [trim, { lookup: teams }] }
overrides:
  - { name: all of them, when: "has(number)", set: { invoice: { message: good day } } }
"""

TRACES = {
    "a default is used where the table has no row": (
        "department_id",
        """
        in_1  →  invoice.department_id = 12
          1.yaml:7:5  invoice.metadata.team → " Sales EU " → trim "Sales EU" → lower "sales eu" → lookup teams: no row
          default 12 used (1.yaml:10:16)
          not used: "2" (1.yaml:4:14): a mapping wins over a default
        """,
    ),
    "an override wins": (
        "message",
        """
        in_1  →  invoice.message = good day
          1.yaml:15:65  override all of them
          not used: "hello" (1.yaml:4:32): an override wins over a default
        """,
    ),
    "a condition does not hold": (
        "other_ref_num",
        """
        in_1  →  invoice.other_ref_num = ACME-1
          V-2  invoice.number → "ACME-1"
          not used: (1.yaml:11:5): its condition does not hold: currency == 'eur'
        """,
    ),
    "nothing stands there": (
        "location_id",
        """
        in_1  →  invoice.location_id has no value
          not used: (1.yaml:12:5) invoice.metadata.region → nothing: no value
        """,
    ),
    "a table has no row, and there is no default": (
        "terms_id",
        """
        in_1  →  invoice.terms_id has no value
          not used: (1.yaml:13:5) invoice.metadata.team → " Sales EU " → trim "Sales EU" → lookup teams: no row: no value
        """,  # noqa: E501  # as wide as the text is
    ),
}


@pytest.mark.parametrize(("field", "expected"), TRACES.values(), ids=TRACES)
def test_each_step_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str, expected: str) -> None:
    monkeypatch.chdir(tmp_path)
    family = an_invoice_family(an_invoice(metadata={"team": " Sales EU "}))
    mapping = mapping_of(tmp_path, MAPPING)
    (invoice,) = map_translation(translate(family, rules(), {}), family, mapping).records
    (line,) = [each for each in lines_of(invoice) if each.field == field]
    assert trace_text(invoice, line) == dedent(expected).strip()
