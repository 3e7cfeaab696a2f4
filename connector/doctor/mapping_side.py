"""What mapping files must be: without mistakes, and with a value for every field that NetSuite will not do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connector.causes import PARTNER
from connector.doctor.examination import said_of
from connector.doctor.findings import Finding, failure, ok, warning
from connector.doctor.subject import Subject
from connector.located import in_order
from connector.mapping import FilesOnDisk, read_all
from connector.mapping.entries import FieldEntry, FieldMapping
from connector.mapping.linting import choices_of, lint

KINDS_WITH: Mapping[str, tuple[str, ...]] = {
    "custbody": ("invoice", "credit_memo", "customer_payment", "customer_refund"),
    "custcol": ("invoice_item", "credit_memo_item"),
    "custentity": ("customer",),
    "custitem": ("service_sale_item", "other_charge_sale_item", "discount_item"),
}
"""The records that have custom fields whose script id begins so."""


def files(subject: Subject) -> Iterator[Finding]:
    """Everything that the lint says of the connection's mapping files."""
    said, messages = read_all(FilesOnDisk(subject.connection.mapping))
    broken = any(each.severity == "error" for each in messages)
    families = subject.journal.kept_families.newest() if subject.journal else ()
    found = lint(said, choices=choices_of(subject.facts, subject.lists), families=families, errors_only=broken)
    told = [said_of(each) for each in in_order([*messages, *found]) if each.severity != "note"]
    yield from told
    if not told:
        names = ", ".join(path.name for path in subject.connection.mapping)
        yield ok(f"{names}: {len(said.entries)} entries, nothing to say against them")


def required_fields(subject: Subject) -> Iterator[Finding]:
    """Fields that NetSuite demands: the mandatory custom ones, and those that it asked for already (NS-101)."""
    mandatory = subject.netsuite.mandatory_fields()
    if mandatory is None:
        yield warning("NetSuite does not show to our role which custom fields are mandatory", who=PARTNER)
    told = [found for field in mandatory or () for found in _uncovered(field, subject)]
    told += list(_asked_for(subject))
    yield from told
    if not told and mandatory is not None:
        unseen = "what else forms demand or hide cannot be seen, and shows when a record is sent (NS-101, MAP-407)"
        yield ok(f"{len(mandatory)} mandatory custom fields, all with a value; {unseen}")


def _uncovered(field: str, subject: Subject) -> Iterator[Finding]:
    kinds = next((kinds for prefix, kinds in KINDS_WITH.items() if field.startswith(prefix)), ())
    filled = {each.kind.name for each in subject.said.entries if each.spec.suitetalk.lower() == field and _fills(each)}
    missing = [kind for kind in kinds if kind not in filled]
    if missing:
        lines = "; ".join(f"{kind}: {{ {field}: … }}" for kind in missing)
        yield failure(
            f"{field} is mandatory, and nothing always gives it a value for {', '.join(missing)}",
            fix=f"Add a default under field_defaults of a mapping file, where the record has the field: {lines}",
            who=PARTNER, code="NS-101",
        )  # fmt: skip


def _fills(entry: FieldEntry) -> bool:
    if isinstance(entry, FieldMapping):
        return entry.default is not None
    return entry.field is not None and getattr(entry, "when", None) is None


def _asked_for(subject: Subject) -> Iterator[Finding]:
    issues = (
        [each for each in subject.journal.issues() if each.code == "REQUIRED_FIELD_MISSING"] if subject.journal else []
    )
    asked = sorted({each.values.get("fields", "") for each in issues})
    for fields in asked:
        number = sum(each.values.get("fields") == fields for each in issues)
        yield failure(
            f"NetSuite asked for {fields} on {number} record{'' if number == 1 else 's'}",
            fix="Add a default for invoice under field_defaults and, if it is there, for invoice_item: NetSuite's "
            "words are the same for both. Then: connector retry --all",
            who=PARTNER, code="NS-101",
        )  # fmt: skip
