"""`connector doctor`: what of a connection is not as it must be, how to mend it, and who can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Annotated

import typer

from connector.assembly import to_examine
from connector.cli.failures import Exit, UsageError
from connector.cli.lists import Listing, print_list
from connector.cli.options import Config, Connection, Csv, Demo, Json, settings_of
from connector.cli.printing import out
from connector.doctor import (
    CHECKS,
    WRITE_PROBE,
    Area,
    Check,
    Examined,
    Finding,
    Status,
    Subject,
    chosen,
    examine,
    without_settings,
)
from connector.located import ConfigurationInvalid
from connector.settings.modes import is_production

MARKS = {Status.OK: "✓", Status.WARNING: "!", Status.FAILURE: "✗"}
SHOWN = ("status", "code", "what", "fix", "who", "details")
COLUMNS = ("area", "check", "status", "code", "what", "fix", "who")
WIDTH = max(len(check.name) for check in (*CHECKS, WRITE_PROBE))
UNDER = " " * (WIDTH + 4)


def doctor(
    *,
    only: Annotated[Area | None, typer.Option("--only", help="One area, with what it needs.")] = None,
    write_probe: Annotated[
        bool, typer.Option("--write-probe", help="Also create a test customer in the sandbox, and delete it.")
    ] = False,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """Examine settings, database, Stripe and NetSuite; say what is wrong, how to mend it and who can. Reads only.

    Example: connector doctor --only netsuite
    """
    checks = chosen(CHECKS, only)
    with ExitStack() as stack:
        try:
            settings = stack.enter_context(settings_of(config, demo))
            subject = to_examine(settings, connection)
        except ConfigurationInvalid as invalid:
            return _report(without_settings(checks, invalid.messages), as_json=as_json, as_csv=as_csv)
        probes = _probes(subject, wanted=write_probe)
        return _report(examine([*checks, *probes], subject), as_json=as_json, as_csv=as_csv)


def _probes(subject: Subject, *, wanted: bool) -> Sequence[Check]:
    netsuite = subject.connection.netsuite
    if wanted and is_production(netsuite):
        raise UsageError(f"--write-probe writes, and {netsuite.account} is no sandbox. Use it with a sandbox.")
    return (WRITE_PROBE,) if wanted else ()


def _report(examined: Iterator[Examined], *, as_json: bool, as_csv: bool) -> int:
    """Print findings as they come; gives the exit code, the worst of what failed. Warnings fail nothing."""
    done = []
    for one in examined:
        done.append(one)
        if not (as_json or as_csv):
            out.print("\n".join(finding_lines(one)))
    if as_json or as_csv:
        found = [_json(one, finding) for one in done for finding in one.findings]
        listing = Listing(headings=COLUMNS, rows=[[each[name] for name in COLUMNS] for each in found], data=found)
        print_list(listing, as_json=as_json, as_csv=as_csv)
    else:
        out.print(f"\n{_conclusion(done)}")
    return max((finding.ends for one in done for finding in one.failures), default=Exit.DONE)


def finding_lines(one: Examined) -> Iterator[str]:
    """What a check found, for a terminal."""
    for index, finding in enumerate(one.findings):
        name = one.check if index == 0 else ""
        code = f" ({finding.code})" if finding.code else ""
        yield f"{MARKS[finding.status]} {name:<{WIDTH}}  {finding.what}{code}"
        yield from (f"{UNDER}  {detail}" for detail in finding.details)
        if finding.fix:
            yield f"{UNDER}{f'{finding.who}: ' if finding.who else ''}{finding.fix}"


def _conclusion(examined: Sequence[Examined]) -> str:
    found = [finding.status for one in examined for finding in one.findings]
    failures, warnings = found.count(Status.FAILURE), found.count(Status.WARNING)
    said = f"{len(examined)} checks: {failures} failed, {warnings} to know."
    return said if failures else f"{said} Next: connector sync --dry-run"


def _json(one: Examined, finding: Finding) -> dict[str, object]:
    return {"area": one.area, "check": one.check, **{name: getattr(finding, name) for name in SHOWN}}
