"""Packs all that is known of a record for whoever helps: no secret, no name, no address."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from connector.assembly import Assembled
from connector.desk.choosing import the_one
from connector.desk.comparing import member_of
from connector.journal import AuditChoice, Journal
from connector.logs import without_secrets

HIDDEN = "[hidden]"
PERSONAL = re.compile(
    r"(?:^|_)(?:name|email|phone|address|addresses|addressee|attention|addr1|addr2|line1|line2|city|zip|postal_code|"
    r"state|description|statement_descriptor|number|last4|fingerprint|ip|tax_ids?|owner)$"
)
"""Keys under which personal data stands; what is needed to understand a record stands under others."""
KEPT = frozenset({"state", "number", "description"})
"""Keys that are personal at Stripe and ours to know in the journal: the state of a record, its lines' texts are not."""

Written = Callable[[object], str]


def bundle(assembled: Assembled, id_: str, out: Path, written: Written) -> tuple[str, ...]:
    """Write the zip; the names of its files. Raises QueryError."""
    journal, entry = assembled.journal, the_one(assembled.journal, id_)
    parts: dict[str, object] = {
        "record.json": {"id": entry.id, "kind": entry.kind, "state": entry.shown, "issue": entry.issue},
        "stripe.json": _objects(assembled, entry.root.id if entry.root else entry.id),
        "audit.json": list(journal.desk.audit_rows(AuditChoice(record=entry.id))),
        "versions.json": _versions(assembled),
    }
    if not entry.is_root:
        parts |= _of_record(journal, entry.id)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, value in parts.items():
            packed.writestr(name, _redacted(name, json.loads(written(value))))
    return tuple(parts)


def _of_record(journal: Journal, external_id: str) -> dict[str, object]:
    member = member_of(journal, external_id)
    return {
        "payload.json": {"wanted": member.content, "sent": member.sent, "sent_as": member.sent_as},
        "attempts.json": {"attempts": member.attempts, "last_error": member.last_error},
    }


def _objects(assembled: Assembled, stripe_id: str) -> Mapping[str, object]:
    """The object as Stripe has it now; what Stripe does not give by its id is left out."""
    return dict(assembled.source.objects([stripe_id]))


def _versions(assembled: Assembled) -> Mapping[str, object]:
    used = assembled.mapping.version
    return {"mapping": used.number if used else None, "files": list(assembled.mapping.files.names)}


def _redacted(name: str, value: object) -> str:
    masked = _masked(value, kept=frozenset() if name in {"stripe.json", "payload.json"} else KEPT)
    return without_secrets(json.dumps(masked, ensure_ascii=False, indent=2))


def _masked(value: Any, *, kept: frozenset[str]) -> Any:  # JSON is of any shape
    match value:
        case dict():
            return {key: _hidden(key, member, kept) for key, member in value.items()}
        case list():
            return [_masked(member, kept=kept) for member in value]
        case _:
            return value


def _hidden(key: str, member: Any, kept: frozenset[str]) -> Any:
    if key not in kept and PERSONAL.search(key) and member not in (None, "", [], {}):
        return HIDDEN
    return _masked(member, kept=kept)
