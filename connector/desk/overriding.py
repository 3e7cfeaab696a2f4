"""Gives a field of one record a value of its own: it stays until it is removed, and shows wherever the record does."""

from __future__ import annotations

from dataclasses import dataclass

from connector.desk.refusal import Refusal
from connector.journal import Entry, Journal, Override, Person
from connector.mapping.by_hand import ByHand, entry_of
from netsuite_client.records import Kind


@dataclass(frozen=True, kw_only=True)
class Given:
    """A value for a field of a record, and why."""

    external_id: str
    field: str
    value: str
    reason: str


def given(entry: Entry, assignment: str, reason: str) -> Given:
    """The value that `FIELD=VALUE` gives. Raises Refusal for a field that nobody may edit here (ACT-804)."""
    field, equals, value = assignment.partition("=")
    if not equals or not field:
        raise Refusal("FIELD_NOT_EDITABLE", entry.id, field=assignment, message="write it as FIELD=VALUE")
    if entry.kind not in set(Kind):
        raise Refusal("FIELD_NOT_EDITABLE", entry.id, field=field, message=f"a {entry.kind} has no fields of its own")
    by_hand = ByHand(external_id=entry.id, field=field, value=value, place="")
    wrong = entry_of(Kind(entry.kind), by_hand)
    if isinstance(wrong, str):
        raise Refusal("FIELD_NOT_EDITABLE", entry.id, field=field, message=wrong)
    return Given(external_id=entry.id, field=field, value=value, reason=reason)


def give(journal: Journal, one: Given, person: Person) -> None:
    """Remember the value."""
    at = journal.now()
    override = Override(
        external_id=one.external_id, field=one.field, value=one.value, reason=one.reason, who=person.who, at=at
    )
    journal.desk.set_value(override, person)


def remove(journal: Journal, named: str, person: Person) -> str:
    """Take a value away, named as `ID:field`; the record's id. Raises Refusal."""
    id_, _, field = named.rpartition(":")
    if not journal.desk.remove_value(id_, field, person):
        raise Refusal("NOT_IN_THIS_STATE", id_, state="as the mapping has it", message=f"no value was set for {field}")
    return id_
