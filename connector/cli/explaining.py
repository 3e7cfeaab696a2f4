"""`connector explain`: why each value is what it is, field by field or one field with every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import typer

from connector.assembly import assemble
from connector.cli.failures import Exit, UsageError
from connector.cli.in_force_text import mapping_name, warn_of_folder
from connector.cli.options import Config, Connection, Demo, Json, MappingFile, StripeOrNetSuiteId, settings_of
from connector.cli.printing import out, print_json, print_table
from connector.cli.reading import preview_text, translated_now
from connector.cli.schedule_text import rules_text
from connector.journal import Journal
from connector.mapping import name_of
from connector.schedules import policy_of
from connector.translation.explained import Explained, explained, value_text
from connector.translation.provenance import moment_of, steps_of, why_not_used
from connector.translation.text import KIND_NAMES
from connector.translation.wanted import Origin, Translation, WantedRecord


def explain(
    id_: StripeOrNetSuiteId,
    *,
    field: Annotated[str | None, typer.Option("--field", help="Only this field, step by step: department_id.")] = None,
    mapping: MappingFile = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Say where each value comes from: the rule or mapping entry, the Stripe path, and what stood there.

    With --field also what each transform made of it, and what had a value or nothing to say besides.

    Example: connector explain in_1Q8 --field tran_date
    """
    with settings_of(config, demo) as settings:
        assembled = assemble(settings, connection, mapping=mapping)
        translations = translated_now(id_, assembled)
        made_with = _made_with(translations, assembled.journal)
    warn_of_folder(assembled)
    wanted = [record for one in translations for record in (*one.shared, *one.records)]
    known = [(record, lines_of(record)) for record in wanted]
    kept = [(record, [line for line in lines if _is_asked(line, field)]) for record, lines in known]
    if field is not None and not any(lines for _, lines in kept):
        names = ", ".join(sorted({line.field for _, lines in known for line in lines if line.value}))
        raise UsageError(f"No record of {id_} has a field {field}. There are: {names}")
    if as_json:
        print_json([_explained_json(record, lines, made_with) for record, lines in kept if lines])
        return Exit.DONE
    for one in translations:
        if one.skipped or one.blocked or one.problems or not one.records:
            out.print(preview_text(one))
    for record, lines in kept:
        if field is None:
            _print_table(record, lines, made_with)
        else:
            _print_steps(record, lines)
    out.print(f"{mapping_name(assembled)}; {rules_text(policy_of(assembled.connection))}")
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
    return "\n".join([f"{record.external_id}  →  {kind}.{line.field} {value}", *steps_of(line.origin)])


def _is_asked(line: Explained, field: str | None) -> bool:
    """Whether a field is the one that is asked for: by its name, without `_id`, or of any line."""
    if field is None:
        return bool(line.value)
    own = line.field.rpartition("].")[2] if "]." not in field else line.field
    return field in {line.field, own} or field.removesuffix("_id") == own


def _made_with(translations: Iterable[Translation], journal: Journal) -> Mapping[str, int]:
    """The versions of the mapping that the records in the journal were made with, by external id."""
    families = [family for one in translations if (family := journal.family(one.root))]
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


def _explained_json(
    wanted: WantedRecord, lines: Sequence[Explained], made_with: Mapping[str, int]
) -> dict[str, object]:
    return {
        "kind": wanted.record.KIND,
        "external_id": wanted.external_id,
        "mapping_version": made_with.get(wanted.external_id),
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
