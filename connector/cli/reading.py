"""Commands that only look: what stands where, what would be sent, what was sent, and why each value is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from connector.assembly import Assembled, assemble, open_connection_journal
from connector.binding import posted
from connector.causes import CAUSES, sentence
from connector.cli.failures import Exit, UsageError
from connector.cli.family_text import acts_on, history_lines, members_of, raw_lines, tree_lines
from connector.cli.in_force_text import warn_of_folder
from connector.cli.options import Config, Connection, Demo, Json, MappingFile, StripeOrNetSuiteId, settings_of
from connector.cli.printing import out, print_json
from connector.cli.schedule_text import example_json, example_text, rules_text
from connector.cli.summary import (
    blocked_json,
    blocked_text,
    counted,
    examples_of,
    families_text,
    family_json,
    remarks_lines,
    status_json,
    status_text,
)
from connector.collection import Collection
from connector.journal import Journal
from connector.journal.family import Family
from connector.periods import AsDated, Moved
from connector.recognition import Billed, Policy, latest_example
from connector.schedules import policy_of
from connector.translation.text import text_of
from connector.translation.wanted import Problem, Translation
from netsuite_client.records import Invoice
from stripe_client.objects import MissingFamily, Root, RootKind

ROOT_PREFIXES: dict[str, RootKind] = {
    "cus": RootKind.CUSTOMER,
    "in": RootKind.INVOICE,
    "ch": RootKind.CHARGE,
    "py": RootKind.CHARGE,
}

FAMILIES_SHOWN_MAX = 10
"""Objects that `show` shows in full; a price or a customer may belong to thousands."""


def status(*, config: Config = None, demo: Demo = None, connection: Connection = None, as_json: Json = False) -> int:
    """Say how things stand: what is synced, what waits, what needs somebody.

    Example: connector status
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        now, examples = journal.status(), examples_of(journal)
    if as_json:
        print_json(status_json(now, examples))
    else:
        out.print(status_text(now, examples))
    return Exit.ATTENTION if now.issues or now.paused else Exit.DONE


def show(
    id_: StripeOrNetSuiteId,
    *,
    family: Annotated[bool, typer.Option("--family", help="A line for each record: how it stands.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Also each record as it is wanted and as it was sent.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Also every attempt, and what people did.")] = False,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Show the records of an object as they were recorded, with their states and issues.

    Example: connector show in_1Q8 --history
    """
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        families = [found for root in with_payments(id_, journal) if (found := journal.family(root))]
        policy, members = policy_of(settings.connection(connection)), members_of(families)
        remarks = journal.desk.remarks({member.external_id for member in members} | {id_})
        done = acts_on(journal, members) if history else []
    if not families:
        raise UsageError(f"Nothing is recorded of {id_}. See what it would be with: connector preview {id_}")
    if as_json:
        rule = {"end_date_rule": policy.end_date_rule, "remarks": remarks}
        print_json([{**family_json(found), **rule} for found in families])
        return Exit.DONE
    lines = list(tree_lines(families)) if family else list(_shown(families))
    lines += remarks_lines(remarks)
    lines += raw_lines(members) if raw else ()
    lines += history_lines(members, done) if history else ()
    out.print("\n".join([*lines, "", rules_text(policy)]))
    return Exit.DONE


def _shown(families: Sequence[Family]) -> Iterator[str]:
    """The first families in full, and how many there are besides."""
    yield families_text(families[:FAMILIES_SHOWN_MAX])
    if (more := len(families) - FAMILIES_SHOWN_MAX) > 0:
        yield f"And {counted(more, 'object')} more to which it belongs: --family has a line for each record."


def preview(
    ids: Annotated[list[str], typer.Argument(help="Ids of Stripe or NetSuite.", metavar="ID…")],
    *,
    mapping: MappingFile = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Show in full what these objects would be in NetSuite now. Nothing is written.

    Says which end date rule is in force, and what the others would make of the most recent service period among them;
    with --mapping it is another file that is asked about, and only the rule is named.

    Example: connector preview in_1Q8
    """
    with settings_of(config, demo) as settings:
        assembled = assemble(settings, connection, mapping=mapping)
        translations = [one for id_ in ids for one in translated_now(id_, assembled)]
    warn_of_folder(assembled)
    policy = policy_of(assembled.connection)
    if as_json:
        print_json([_preview_json(one, policy) for one in translations])
    else:
        example = None if mapping else latest_example(_billed(translations), policy)
        rules = [rules_text(policy), *([example_text(example, policy)] if example else [])]
        out.print("\n\n".join([*(preview_text(one) for one in translations), *rules]))
    return Exit.ATTENTION if any(one.problems or one.findings for one in translations) else Exit.DONE


def translated_now(id_: str, assembled: Assembled) -> list[Translation]:
    """The families of an id, read afresh and translated; nothing is recorded. Raises UsageError."""
    parts = assembled.parts
    collection = Collection(
        source=parts.source, journal=parts.journal, rules=parts.rules, mapper=parts.mapper, run_id=0
    )
    read = tuple(parts.source.families(roots_of(id_, assembled.journal)))
    missing = [one.root.id for one in read if isinstance(one, MissingFamily)]
    if missing:
        raise UsageError(f"Stripe does not have {', '.join(missing)}: deleted, or of another account or mode.")
    return [_as_posted(one, assembled) for one in collection.translations(read)]


def _as_posted(one: Translation, assembled: Assembled) -> Translation:
    """Its records on the dates on which NetSuite has them, else on which they would be posted now (rule A-9)."""
    family, rules = assembled.journal.family(one.root), assembled.parts.calendar.rules
    there = {member.external_id: member.posted_on for member in family.members if member.internal_id} if family else {}
    records = []
    for wanted in one.records:
        posting = rules.posting(wanted.record)
        if wanted.external_id in there:
            day = there[wanted.external_id]
            posting = Moved(to=day) if day else AsDated()
        records.append(posted(wanted, posting))
    return replace(one, records=tuple(records))


def roots_of(id_: str, journal: Journal) -> list[Root]:
    """The roots that an id of Stripe or NetSuite stands for. Raises UsageError when there are none."""
    known = list(journal.find(id_).roots)
    kind = ROOT_PREFIXES.get(id_.split("_", maxsplit=1)[0])
    if known or kind is None:
        if not known:
            raise UsageError(f"Nothing is known of {id_}. Ids that work: in_…, ch_…, py_…, cus_…, invoice:456.")
        return known
    return [Root(kind, id_)]


def with_payments(id_: str, journal: Journal) -> list[Root]:
    """The roots of an id, each invoice followed by the charges that pay it. Raises UsageError."""
    roots = roots_of(id_, journal)
    invoices = [root for root in roots if root.kind is RootKind.INVOICE]
    return list(dict.fromkeys([*roots, *(payer for root in invoices for payer in journal.find(root.id).roots)]))


def preview_text(one: Translation) -> str:
    """What a root would be, as people read it."""
    parts = [text_of(wanted.record, match=wanted.match) for wanted in one.shared]
    parts += [
        text_of(wanted.record, [use for use in one.applications if use.payer.external_id == wanted.external_id])
        for wanted in one.records
    ]
    parts += [f"! {CAUSES[problem.code].code} {_problem_text(problem)}" for problem in one.problems]
    parts += [f"! {CAUSES[finding.code].code} {_problem_text(finding)}" for finding in one.findings]
    if one.skipped:
        parts.append(f"{one.root.id} is skipped ({one.skipped})")
    elif one.blocked:
        parts.append(f"{one.root.id} is {blocked_text(one.blocked, one.root.id)}")
    elif not (one.shared or one.records or one.problems):
        parts.append(f"{one.root.id} makes no record: nothing was collected (rule P-6)")
    return "\n\n".join(parts)


def _billed(translations: Iterable[Translation]) -> Iterator[Billed]:
    """The invoices among these translations, with what counts the rows of their lines."""
    for wanted in (wanted for one in translations for wanted in one.records):
        if isinstance(wanted.record, Invoice):
            yield Billed(record=wanted.record, terms=wanted.terms)


def _problem_text(problem: Problem) -> str:
    return sentence(problem.code, problem.subject, problem.values)


def _preview_json(one: Translation, policy: Policy) -> dict[str, object]:
    return {
        "root": one.root.id,
        "skipped": one.skipped,
        "blocked": blocked_json(one.blocked),
        "records": [{"kind": wanted.record.KIND, "record": wanted.record} for wanted in (*one.shared, *one.records)],
        "applications": one.applications,
        "problems": [
            {"code": problem.code, "subject": problem.subject, "text": _problem_text(problem)}
            for problem in (*one.problems, *one.findings)
        ],
        "end_date_rule": policy.end_date_rule,
        "end_dates": example_json(latest_example(_billed([one]), policy)),
    }
