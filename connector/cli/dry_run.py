"""`connector sync --dry-run`: the same path with a NetSuite that only takes notes and a copy of the journal."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Event as StopSignal

from connector.assembly import Assembled, dry
from connector.causes import CAUSES, sentence
from connector.cli.failures import Exit
from connector.cli.in_force_text import folder_lines, mapping_name
from connector.cli.printing import out, print_json
from connector.cli.schedule_text import rules_text
from connector.cli.summary import counted
from connector.collection import Progress as Watch
from connector.journal import Issue
from connector.rehearsal_erp import RecordingErp
from connector.runs import Run, run
from connector.schedules import policy_of
from connector.translation.explained import value_text
from connector.translation.text import KIND_NAMES, amount_text, text_of
from connector.translation.wanted import Application, Linked
from netsuite_client.outcomes import Add, Apply, ChangeApplications, Delete, Update
from netsuite_client.records import Kind, Payer, Ref, part


def dry_run(assembled: Assembled, watch: Watch, *, as_json: bool) -> int:
    """Show what a sync would send now; gives the exit code. Neither the journal nor NetSuite changes."""
    with tempfile.TemporaryDirectory() as folder, dry(assembled, Path(folder)) as (parts, journal, erp):
        read_again = assembled.rules_changed
        done = run(parts, trigger="dry run", stop=StopSignal(), progress=watch, read_again=read_again)
        known, noted = {issue.id for issue in assembled.journal.issues()}, set(erp.noted.values())
        issues = [one for one in journal.issues() if one.id not in known and one.external_id not in noted]
        plan = _Plan(assembled, erp, linked=journal.linked_in(done.id), issues=issues)
    if as_json:
        print_json({"dry_run": True, **plan.json(), "counts": done.counts, "end_date_rule": plan.policy.end_date_rule})
    else:
        out.print(plan.text(done))
    return Exit.ATTENTION if done.counts["problems"] or done.counts["refused"] else Exit.DONE


class _Plan:
    """What would be sent, with our external ids in place of internal ids that nobody knows yet."""

    def __init__(
        self, assembled: Assembled, erp: RecordingErp, *, linked: Sequence[Linked], issues: Sequence[Issue]
    ) -> None:
        self.policy = policy_of(assembled.connection)
        self._mapping, self._notes = mapping_name(assembled), list(folder_lines(assembled))
        self._journal, self._noted = assembled.journal, erp.noted
        self._linked, self._issues = linked, issues
        self._adds = [one for one in erp.operations if isinstance(one, Add)]
        self._changes = [one for one in erp.operations if isinstance(one, ChangeApplications)]
        self._updates = [one for one in erp.operations if isinstance(one, Update)]
        self._deletions = [one for one in erp.operations if isinstance(one, Delete)]

    def json(self) -> dict[str, object]:
        """The plan as data."""
        return {
            "would_add": [
                {
                    "kind": add.record.KIND,
                    "record": add.record,
                    "applications": self._uses_json(add.record.KIND, add.applies),
                }
                for add in self._adds
            ],
            "would_change": [
                {
                    "kind": one.kind,
                    "external_id": self._payer(one),
                    "applications": self._uses_json(one.kind, one.applies),
                }
                for one in self._changes
            ],
            "would_update": [
                {"kind": one.record.KIND, "external_id": one.record.external_id, "parts": self._parts(one)}
                for one in self._updates
            ],
            "would_delete": [{"kind": one.kind, "external_id": self._payer(one)} for one in self._deletions],
            "would_link": [
                {"kind": one.kind, "external_id": one.external_id, "internal_id": one.linked_to} for one in self._linked
            ],
            "issues": [
                {"code": one.code, "subject": one.subject, "text": sentence(one.code, one.subject, one.values)}
                for one in self._issues
            ],
        }

    def text(self, done: Run) -> str:
        """The plan as people read it, saying first and last that nothing was written."""
        records = [text_of(add.record, self._uses(add)) for add in self._adds]
        changes = [*map(self._update_text, self._updates), *map(self._change_text, self._changes)]
        deletions = [f"{KIND_NAMES[one.kind]} {self._payer(one)} is deleted" for one in self._deletions]
        links = [text_of(one) for one in self._linked]
        issues = [f"! {CAUSES[one.code].code} {sentence(one.code, one.subject, one.values)}" for one in self._issues]
        counts = done.counts
        would = f"Would add {counted(len(records), 'record')} and change {len(changes)}"
        would += f", and delete {len(deletions)}" if deletions else ""
        said = f"{would}; {counts['skipped']} skipped, {counted(counts['problems'], 'problem')}. NOTHING WAS WRITTEN."
        head = "\n".join(["NOTHING WAS WRITTEN", f"{self._mapping}; {rules_text(self.policy)}", *self._notes])
        return "\n\n".join([head, *links, *records, *changes, *deletions, *issues, said])

    def _change_text(self, change: ChangeApplications) -> str:
        head = f"{KIND_NAMES[change.kind]} {self._payer(change)}, which is in NetSuite"
        return "\n".join([head, *(self._use_text(change.kind, apply) for apply in change.applies)])

    def _update_text(self, update: Update) -> str:
        head = f"{KIND_NAMES[update.record.KIND]} {update.record.external_id}, which is in NetSuite"
        return "\n".join([head, *(f"  {name}  {value_text(value)}" for name, value in self._parts(update).items())])

    def _parts(self, update: Update) -> dict[str, object]:
        return {name: part(update.record, name) for name in sorted(update.parts)}

    def _use_text(self, payer: Kind, apply: Apply) -> str:
        payee = self._payee(payer, apply).external_id
        return f"  applied to {payee}  {amount_text(apply.amount)}" if apply.amount else f"  no longer on {payee}"

    def _uses(self, add: Add) -> Sequence[Application]:
        """The applications that ride in an add, which are in the payer's currency."""
        record = add.record
        currency = record.currency.name if isinstance(record, Payer) else None
        return [
            Application(
                payer=Ref(kind=record.KIND, external_id=record.external_id),
                payee=self._payee(record.KIND, apply),
                amount=apply.amount,
                currency=currency or "",
            )
            for apply in add.applies
        ]

    def _uses_json(self, payer: Kind, applies: Sequence[Apply]) -> list[dict[str, object]]:
        return [{"payee": self._payee(payer, apply).external_id, "amount": apply.amount} for apply in applies]

    def _payee(self, payer: Kind, apply: Apply) -> Ref:
        """What a payer is used on: the first of the kinds that it may be used on which we know by that id."""
        kinds = (Kind.CREDIT_MEMO, Kind.CUSTOMER_PAYMENT) if payer is Kind.CUSTOMER_REFUND else (Kind.INVOICE,)
        names = [(kind, self._name(kind, apply.doc)) for kind in kinds]
        kind, name = next((each for each in names if ":" not in each[1]), names[0])
        return Ref(kind=kind, external_id=name)

    def _payer(self, change: ChangeApplications | Delete) -> str:
        return self._name(change.kind, change.internal_id)

    def _name(self, kind: Kind, internal_id: str) -> str:
        """The external id of what was noted in this dry run, or is in NetSuite."""
        known = f"{kind.value}:{internal_id}"
        if internal_id in self._noted:
            return self._noted[internal_id]
        return next(iter(self._journal.find(known).external_ids), known)
