"""Holds a record against what there is now: in NetSuite (`connector compare`), at Stripe (`connector resync`)."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.assembly import assemble
from connector.cli.failures import Exit
from connector.cli.options import As, Config, Connection, Demo, Json, StripeOrNetSuiteId, settings_of, user
from connector.cli.printing import out, print_json, print_table
from connector.cli.reading import roots_of
from connector.desk.comparing import Compared
from connector.desk.comparing import compare as compare_now
from connector.desk.resyncing import Resynced, resynced, would_resync
from connector.journal import Person


def compare(
    id_: StripeOrNetSuiteId,
    *,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Hold a record as Stripe makes it beside what was sent and what NetSuite has now; what differs is marked.

    Example: connector compare in_1Q8
    """
    with settings_of(config, demo) as settings:
        compared = compare_now(assemble(settings, connection), id_)
    if as_json:
        rows = [
            {
                "field": row.field,
                "stripe": row.stripe,
                "sent": row.sent,
                "netsuite": row.netsuite,
                "differs": row.differs,
            }
            for row in compared.rows
        ]
        print_json({"record": compared.member.external_id, "in_netsuite": compared.there, "fields": rows})
    else:
        _print_compared(compared)
    return Exit.DONE if compared.clean else Exit.ATTENTION


def _print_compared(compared: Compared) -> None:
    member = compared.member
    there = f"{member.kind}:{compared.netsuite.internal_id}" if compared.there else "has none by our id"
    out.print(f"{member.external_id}  NetSuite {there}", style="bold")
    rows = [
        ("≠" if row.differs and compared.there else "", row.field, row.stripe, row.sent, row.netsuite)
        for row in compared.rows
    ]
    print_table(("", "Field", "Stripe", "Sent", "NetSuite now"), rows)


def resync(
    id_: StripeOrNetSuiteId,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be different; write nothing.")] = False,
    as_: As = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Read an object and all that belongs to it afresh, translate it anew, and queue what is different.

    Example: connector resync in_1Q8 --dry-run
    """
    with settings_of(config, demo) as settings:
        assembled = assemble(settings, connection)
        roots = roots_of(id_, assembled.journal)
        person = Person(who=user(as_))
        done = would_resync(assembled, roots) if dry_run else resynced(assembled, roots, person)
    if as_json:
        print_json({"dry_run": dry_run, **done.json()})
    else:
        out.print(_resync_text(done, dry_run=dry_run))
    return Exit.ATTENTION if done.intended.problems else Exit.DONE


def _resync_text(done: Resynced, *, dry_run: bool) -> str:
    numbers = done.intended
    differ = numbers.new + numbers.changed + numbers.left_out
    said = [f"new {numbers.new}", f"changed {numbers.changed}", f"unchanged {numbers.unchanged}"]
    said += [f"no longer wanted {numbers.left_out}"] if numbers.left_out else []
    said += [f"problems {numbers.problems}"] if numbers.problems else []
    then = "\nSend it with: connector sync" if differ and not dry_run else ""
    return f"{'NOTHING WAS WRITTEN: ' if dry_run else ''}{'  '.join(said)}{then}"
