"""Global records: what they are called, and what settings name instead of them (rules C-6, I-1)."""

from __future__ import annotations

from dataclasses import dataclass

from connector.translation.links import linked_by_setting
from connector.translation.matching import name_match
from connector.translation.rules import Rules
from connector.translation.wanted import Match, WantedRecord
from netsuite_client.records import Kind


@dataclass(frozen=True, kw_only=True)
class Called:
    """A global record under its external id, as a setting calls it: a name, or else an internal id."""

    external_id: str
    name: str
    setting: str
    internal_id: str | None = None
    by_default: bool = True

    def link(self, kind: Kind) -> WantedRecord:
        """The record of NetSuite that the setting names instead."""
        return linked_by_setting(self.internal_id or "", self.setting, kind, self.external_id)

    def match(self, column: str) -> Match | None:
        """A name of people's own may be of a record that NetSuite has; our own names are not looked for."""
        return None if self.by_default else name_match(column, self.name, self.setting)


def called_by_setting(key: str, name: str, setting: str, rules: Rules) -> Called:
    """What the rules call a global record, by the tail of its external id; its own name unless they say otherwise."""
    external_id, called = global_external_id(key, rules), rules.called.get(key, name)
    if called.isascii() and called.isdigit():
        return Called(external_id=external_id, name=name, setting=setting, internal_id=called)
    return Called(external_id=external_id, name=called, setting=setting, by_default=called == name)


def global_external_id(key: str, rules: Rules) -> str:
    """The external id of a global record, with the connection's prefix in front (rule I-1)."""
    return f"{rules.external_id_prefix}{key}"
