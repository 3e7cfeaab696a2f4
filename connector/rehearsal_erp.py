"""A NetSuite that takes notes instead of writing: what a dry run sends its batches to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import count

from connector.ports import Erp
from netsuite_client.account import AccountFacts, Balance, Found, Sought
from netsuite_client.outcomes import Accepted, Add, Apply, ChangeApplications, Delete, Operation, Outcome, Turn, Update
from netsuite_client.records import Record, Ref


class RecordingErp:
    """Accepts everything and does nothing; questions go to the real account."""

    def __init__(self, erp: Erp) -> None:
        self._erp = erp
        self._numbers = count(1)
        self.operations: list[Operation] = []
        self.noted: dict[str, str] = {}
        """External ids of what was noted, by the internal id that it got here."""
        self.records: dict[str, Record] = {}
        """What was noted itself."""
        self.applied: dict[str, list[Apply]] = {}
        """What was used on what, by the internal id of what was used, as it came."""

    def send(self, operations: Sequence[Operation], *, turn: Turn = nullcontext) -> tuple[Outcome, ...]:  # noqa: ARG002 - nothing is asked
        """Note the operations; each is accepted under an id that NetSuite cannot have."""
        self.operations.extend(operations)
        return tuple(self._accepted(operation) for operation in operations)

    def _accepted(self, operation: Operation) -> Accepted:
        match operation:
            case Add(record=record, applies=applies):
                internal_id = f"dry-run-{next(self._numbers)}"
                self.noted[internal_id] = record.external_id
                self.applied[internal_id] = [*applies]
                self.records[internal_id] = record
                return Accepted(internal_id=internal_id)
            case ChangeApplications(internal_id=internal_id, applies=applies):
                self.applied.setdefault(internal_id, []).extend(applies)
            case Delete(internal_id=internal_id):
                self.records.pop(internal_id, None)
            case Update(internal_id=internal_id):
                pass
        return Accepted(internal_id=internal_id)

    def find(self, external_ids: Sequence[str]) -> tuple[Found, ...]:
        """Ask the account."""
        return self._erp.find(external_ids)

    def search(self, sought: Sequence[Sought]) -> Mapping[Sought, tuple[Found, ...]]:
        """Ask the account."""
        return self._erp.search(sought)

    def applications(self, payers: Sequence[str]) -> Mapping[str, tuple[Apply, ...]]:
        """What was noted of them; ask the account about what it has."""
        known = {payer: self.applied_last(payer) for payer in payers if payer in self.records}
        asked = [payer for payer in payers if payer not in known]
        return {**known, **(self._erp.applications(asked) if asked else {})}

    def applied_last(self, payer: str) -> tuple[Apply, ...]:
        """What was used on what in the end: the last word on each application counts, and zero takes it back."""
        last = {use.doc: use for use in self.applied.get(payer, ())}
        return tuple(use for use in last.values() if use.amount)

    def balances(self, internal_ids: Sequence[str]) -> Mapping[str, Balance]:
        """Ask the account about what it has; what was only noted cannot be compared."""
        return self._erp.balances([id_ for id_ in internal_ids if not id_.startswith("dry-run-")])

    def read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        """What was noted, as it was noted; ask the account about what it has."""
        asked = [ref for ref in refs if ref.internal_id not in self.records]
        answers = iter(self._erp.read(asked) if asked else ())
        return tuple(self.records.get(ref.internal_id or "") or next(answers) for ref in refs)

    def account_facts(self) -> AccountFacts:
        """Ask the account."""
        return self._erp.account_facts()
