"""Gives a field of one record a value of its own: it stays until it is removed, and shows wherever the record does."""

from __future__ import annotations

from dataclasses import dataclass

from connector.assembly import Assembled
from connector.causes import MAPPING_PROBLEMS
from connector.desk.inbox import Choice, group_id, issues
from connector.desk.refusal import Refusal
from connector.journal import Entry, Journal, Override, Person
from connector.mapping.by_hand import LINES, ByHand, entry_of
from connector.mapping.catalogue import KINDS
from netsuite_client.records import Kind


@dataclass(frozen=True, kw_only=True)
class Given:
    """A value for a field of a record, and why."""

    external_id: str
    kind: Kind
    field: str
    value: str
    reason: str


def given(entry: Entry, assignment: str, reason: str) -> Given:
    """The value that `FIELD=VALUE` gives. Raises Refusal for a field that nobody may edit here (ACT-804)."""
    field, equals, value = assignment.partition("=")
    if not equals or not field:
        raise Refusal("FIELD_NOT_EDITABLE", entry.id, field=assignment, message="write it as FIELD=VALUE")
    external_id, kind = _target(entry)
    if kind is None:
        raise Refusal("FIELD_NOT_EDITABLE", entry.id, field=field, message=f"a {entry.kind} has no fields of its own")
    wrong = entry_of(kind, ByHand(external_id=external_id, field=field, value=value, place=""))
    if isinstance(wrong, str):
        raise Refusal("FIELD_NOT_EDITABLE", external_id, field=field, message=wrong)
    return Given(external_id=external_id, kind=kind, field=field, value=value, reason=reason)


def _target(entry: Entry) -> tuple[str, Kind | None]:
    """The record that a value is for: of an object that a mapping stopped, the one that could not be mapped."""
    if entry.is_root and entry.issue and entry.issue.code in MAPPING_PROBLEMS:
        subject = entry.issue.subject
        return subject, KINDS_BY_PREFIX.get(subject.partition("_")[0])
    return entry.id, Kind(entry.kind) if entry.kind in set(Kind) else None


KINDS_BY_PREFIX = {
    "cus": Kind.CUSTOMER,
    "in": Kind.INVOICE,
    "ch": Kind.CUSTOMER_PAYMENT,
    "py": Kind.CUSTOMER_PAYMENT,
    "re": Kind.CUSTOMER_REFUND,
    "memo": Kind.CREDIT_MEMO,
    "price": Kind.SERVICE_SALE_ITEM,
}
"""What a record is by how its external id begins, where nothing is recorded of it yet."""


def give(journal: Journal, one: Given, person: Person) -> None:
    """Remember the value."""
    at = journal.now()
    override = Override(
        external_id=one.external_id, field=one.field, value=one.value, reason=one.reason, who=person.who, at=at
    )
    journal.desk.set_value(override, person)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A rule for all records that miss what one was given: how many others do, what to add as YAML, and where."""

    others: int
    place: str
    entry: str


def proposal(assembled: Assembled, entry: Entry, one: Given) -> Proposal | None:
    """The rule that would help the others of the same issue; None where there are none."""
    if entry.issue is None:
        return None
    members = {each.id for each in issues(assembled.journal, Choice(group=group_id(entry.issue)))} - {entry.id}
    if not members:
        return None
    if entry.issue.code in MAPPING_PROBLEMS:
        place = entry.issue.values.get("by", "").partition(": ")[0]
        return Proposal(others=len(members), place=f"the entry at {place}", entry=f"default: {one.value}")
    names = assembled.mapping.files.names
    return Proposal(others=len(members), place=names[-1] if names else "a mapping file", entry=_default(one))


def _default(one: Given) -> str:
    kind, field = KINDS[one.kind.value], one.field.removeprefix(LINES)
    name = kind.twin if field != one.field and kind.twin else kind.name
    return f"field_defaults:\n  {name}: {{ {field}: {one.value} }}"


def remove(journal: Journal, named: str, person: Person) -> str:
    """Take a value away, named as `ID:field`; the record's id. Raises Refusal."""
    id_, _, field = named.rpartition(":")
    if not journal.desk.remove_value(id_, field, person):
        raise Refusal("NOT_IN_THIS_STATE", id_, state="as the mapping has it", message=f"no value was set for {field}")
    return id_
