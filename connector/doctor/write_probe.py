"""Creates a test customer in a sandbox and deletes it: what the role may write shows only when something is written."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from connector.causes import NETSUITE_ADMIN, PARTNER, issue_of
from connector.doctor.findings import Finding, failure, ok
from connector.doctor.subject import Subject
from connector.mapping.entries import FieldDefault
from netsuite_client.outcomes import Accepted, Add, Delete, Outcome, Refused, Unanswered
from netsuite_client.records import Customer, Field, Kind, Ref

FIX = {
    "PERMISSION_MISSING": ("Add Customers (Lists, Full) to the role.", NETSUITE_ADMIN),
    "REQUIRED_FIELD_MISSING": ("Add a default for customer under field_defaults in a mapping file.", PARTNER),
}


def probe(subject: Subject) -> Iterator[Finding]:
    """A customer with the mapping's defaults, added and deleted again."""
    name = f"connector-doctor-{secrets.token_hex(4)}"
    added = subject.netsuite.send([Add(record=_customer(name, subject))])[0]
    internal_id = _internal_id(added, name, subject)
    if internal_id is None:
        yield _refused("add", added)
        return
    deleted = subject.netsuite.send([Delete(kind=Kind.CUSTOMER, internal_id=internal_id)])[0]
    if isinstance(deleted, Accepted):
        yield ok(f"customer {name} was created and deleted again")
    else:
        yield _refused(f"delete customer {internal_id} ({name}), which stays until you delete it,", deleted)


def _customer(name: str, subject: Subject) -> Customer:
    subsidiary = Ref(kind=Kind.SUBSIDIARY, internal_id=subject.connection.netsuite.subsidiary)
    entity_id = name if subject.connection.customers.entity_id == "stripe_id" else None
    return Customer(
        external_id=name,
        entity_id=entity_id,
        is_person=False,
        company_name=name,
        subsidiary=subsidiary,
        fields=tuple(_defaults(subject)),
    )


def _defaults(subject: Subject) -> Iterator[Field]:
    for entry in subject.said.entries:
        if isinstance(entry, FieldDefault) and entry.kind.name == Kind.CUSTOMER and entry.field is not None:
            yield entry.field


def _internal_id(added: Outcome, name: str, subject: Subject) -> str | None:
    """The customer that is there now; without an answer it is looked for."""
    match added:
        case Accepted(internal_id=internal_id):
            return internal_id
        case Refused():
            return None
        case Unanswered():
            return next((found.internal_id for found in subject.netsuite.find([name])), None)


def _refused(what: str, outcome: Outcome) -> Finding:
    if not isinstance(outcome, Refused):
        return failure(f"NetSuite gave no answer to: {what}", fix="Run it again.", who=NETSUITE_ADMIN, code="NS-117")
    fix, who = FIX.get(issue_of(outcome).code, ("Mend what the text names.", NETSUITE_ADMIN))
    return failure(f"NetSuite refused to {what}: {outcome.message}", fix=fix, who=who)
