"""`connector explain`: why each value is what it is, field by field or one field with every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from connector.as_made import as_made
from connector.assembly import assemble, open_connection_journal
from connector.causes import BY_CODE, Cause
from connector.cli.cause_text import page_lines
from connector.cli.failures import Exit, UsageError
from connector.cli.in_force_text import mapping_name, warn_of_folder
from connector.cli.options import Config, Connection, Demo, Json, MappingFile, settings_of
from connector.cli.printing import out, print_json, print_table
from connector.cli.reading import preview_text, roots_of, translated_now
from connector.cli.schedule_text import rules_text
from connector.cli.summary import family_head
from connector.journal.family import Family
from connector.mapping import name_of
from connector.schedules import policy_of
from connector.settings import Settings
from connector.translation.explained import Explained, explained, value_text
from connector.translation.provenance import moment_of, steps_of, why_not_used
from connector.translation.text import KIND_NAMES
from connector.translation.wanted import Application, Origin, WantedRecord


def explain(
    id_: Annotated[
        str, typer.Argument(help="An id of Stripe or NetSuite, or the code of a cause (NS-101).", metavar="ID|CODE")
    ],
    *,
    field: Annotated[str | None, typer.Option("--field", help="Only this field, step by step: department_id.")] = None,
    mapping: MappingFile = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say where each value comes from: the rule or mapping entry, the Stripe path, and what stood there.

    With --field also what each transform made of it, and what had a value or nothing to say besides. What is recorded
    is told as it was made, and nobody is asked; with --mapping, or of what was never recorded, it is read afresh.

    Of a code, such as NS-101, it says what happened, who can fix it and what to do.

    Example: connector explain in_1Q8 --field tran_date
    """
    if id_.upper() in BY_CODE:
        return _explain_code(BY_CODE[id_.upper()], as_json=as_json)
    with settings_of(config, demo) as settings:
        told = None if mapping else _recorded(id_, settings, connection)
        told = told or _read_afresh(id_, settings, connection, mapping)
        rules = rules_text(policy_of(settings.connection(connection)))
    known = [(record, lines_of(record)) for record in told.records]
    kept = [(record, [line for line in lines if _is_asked(line, field)]) for record, lines in known]
    if field is not None and not any(lines for _, lines in kept):
        raise UsageError(f"No record of {id_} has a field {field}. There are:\n{_fields_text(known)}")
    if as_json:
        print_json([_explained_json(record, lines, told) for record, lines in kept if lines])
        return Exit.DONE
    for text in told.besides:
        out.print(text)
    for record, lines in kept:
        if field is None:
            _print_table(record, lines, told.made_with)
        else:
            _print_steps(record, lines)
    out.print(f"{told.source}; {rules}")
    return Exit.DONE


def _fields_text(known: Sequence[tuple[WantedRecord, Sequence[Explained]]]) -> str:
    """The fields that have a value, a line for each kind of record."""
    fields: dict[str, dict[str, None]] = {}
    for record, lines in known:
        fields.setdefault(KIND_NAMES[record.record.KIND], {}).update({line.field: None for line in lines if line.value})
    return "\n".join(f"  {kind}: {', '.join(names)}" for kind, names in fields.items())


@dataclass(frozen=True, kw_only=True)
class _Told:
    """Records with their origins, the versions that they were made with, and what there is to say besides.

    `source` says where this is known from; `afresh` that Stripe was asked.
    """

    records: Sequence[WantedRecord]
    made_with: Mapping[str, int]
    besides: Sequence[str]
    source: str
    afresh: bool


def _recorded(id_: str, settings: Settings, connection: str | None) -> _Told | None:
    """As the journal has it; None where nothing is recorded, or nothing of where it comes from."""
    journal = open_connection_journal(settings, connection)
    families = [family for root in roots_of(id_, journal) if (family := journal.family(root))]
    members = {each.external_id: each for family in families for each in family.members}
    kept = journal.origins_of(members)
    made = {id_: as_made(member, kept.get(id_, {})) for id_, member in members.items()}
    if not any(made.values()):
        return None
    besides = ["\n".join(family_head(family)) for family in families if _says_more(family)]
    before = [
        id_ for id_, record in made.items() if record is None and not isinstance(members[id_].content, Application)
    ]
    besides += [f"Recorded before it was kept where values come from: {', '.join(before)}"] if before else []
    return _Told(
        records=[record for record in made.values() if record],
        made_with=_versions(families),
        besides=besides,
        source="as it was recorded, nobody was asked",
        afresh=False,
    )


def _says_more(family: Family) -> bool:
    return bool(family.skipped or family.blocked or family.problems)


def _read_afresh(id_: str, settings: Settings, connection: str | None, mapping: Path | None) -> _Told:
    """As it would be made now."""
    assembled = assemble(settings, connection, mapping=mapping)
    translations = translated_now(id_, assembled)
    warn_of_folder(assembled)
    families = [family for one in translations if (family := assembled.journal.family(one.root))]
    stopped = [one for one in translations if one.skipped or one.blocked or one.problems or not one.records]
    return _Told(
        records=[record for one in translations for record in (*one.shared, *one.records)],
        made_with=_versions(families),
        besides=[preview_text(one) for one in stopped],
        source=f"read afresh; {mapping_name(assembled)}",
        afresh=True,
    )


def _explain_code(cause: Cause, *, as_json: bool) -> int:
    if as_json:
        print_json(cause)
    else:
        out.print("\n".join(page_lines(cause)))
        out.print(f"\nThe records that it is about: connector issues --code {cause.code}")
    return Exit.DONE


def lines_of(record: WantedRecord) -> list[Explained]:
    """Every field with a value, and those of which a mapping entry had something to say all the same."""
    told = list(explained(record, name_of))
    named = {line.field for line in told}
    silent = (
        Explained(field=name, value="", origin=origin)
        for name, origin in record.origins.items()
        if name not in named and any(loser.said for loser in (origin, *origin.losers))
    )
    return [*told, *silent]


def trace_text(record: WantedRecord, line: Explained) -> str:
    """One field of a record with every step that led to its value."""
    kind = record.record.KIND.value
    value = f"= {line.value}" if line.value else "has no value"
    return "\n".join([f"{record.external_id}  →  {kind}.{line.field} {value}", *steps_of(line.origin, line.value)])


def _is_asked(line: Explained, field: str | None) -> bool:
    """Whether a field is the one that is asked for: by its name, without `_id`, or of any line."""
    if field is None:
        return bool(line.value)
    own = line.field.rpartition("].")[2] if "]." not in field else line.field
    return field in {line.field, own} or field.removesuffix("_id") == own


def _versions(families: Iterable[Family]) -> Mapping[str, int]:
    """The versions of the mapping that the records in the journal were made with, by external id."""
    return {each.external_id: each.mapping for family in families for each in family.members if each.mapping}


def _print_steps(record: WantedRecord, lines: Sequence[Explained]) -> None:
    for line in lines:
        out.print(trace_text(record, line))
        out.print()


def _print_table(record: WantedRecord, lines: Sequence[Explained], made_with: Mapping[str, int]) -> None:
    if not lines:
        return
    recorded = made_with.get(record.external_id)
    made = f" (recorded with mapping v{recorded})" if recorded else ""
    out.print(f"{KIND_NAMES[record.record.KIND]} {record.external_id}{made}", style="bold")
    rows = [(f"  {line.field}", line.value, line.origin.by if line.origin else "", _read(line)) for line in lines]
    print_table(("  Field", "Value", "Rule or entry", "Read at Stripe"), rows)
    out.print()


def _read(line: Explained) -> str:
    """What stood at Stripe; a moment also as people write it."""
    origin = line.origin
    if origin is None or origin.path is None:
        return ""
    if origin.value is None:
        return origin.path
    return f"{origin.path} = {value_text(origin.value)}{moment_of(origin)}"


def _explained_json(wanted: WantedRecord, lines: Sequence[Explained], told: _Told) -> dict[str, object]:
    return {
        "kind": wanted.record.KIND,
        "external_id": wanted.external_id,
        "mapping_version": told.made_with.get(wanted.external_id),
        "read_afresh": told.afresh,
        "fields": [{"field": line.field, "value": line.value, **_origin_json(line.origin)} for line in lines],
    }


def _origin_json(origin: Origin | None) -> dict[str, object]:
    if origin is None:
        return {"by": None, "path": None, "stripe_value": None}
    return {
        "by": origin.by or None,
        "path": origin.path,
        "stripe_value": origin.value,
        "steps": [{"transform": step.said, "value": step.value} for step in origin.steps],
        "default_at": origin.default_at,
        "not_used": [
            {"by": loser.by, "path": loser.path, "stripe_value": loser.value, "why": why_not_used(origin, loser)}
            for loser in origin.losers
        ],
    }
