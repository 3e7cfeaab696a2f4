"""`connector mapping test`: partners' tests of the mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from connector.cli.failures import Exit, UsageError
from connector.cli.options import Config, Connection, Demo, Json, settings_of
from connector.cli.printing import out, print_json
from connector.mapping import FilesOnDisk
from connector.proving import Proof, Verdict, ground_of, proven_files, verdict_text
from connector.proving.reached import Unreached
from connector.translation.provenance import steps_of


def run_tests(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Mapping files; without any, those of the connection.", metavar="[FILE…]"),
    ] = None,
    *,
    name: Annotated[str | None, typer.Option("-k", help="Only tests whose name has this text.", metavar="NAME")] = None,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
    as_json: Json = False,
) -> int:
    """Run the tests that the mapping files name, and say which entries no test reaches. Nothing is asked or written.

    Example: connector mapping test -k "EU team"
    """
    with settings_of(config, demo) as settings:
        own = settings.connection(connection)
    proof, left = proven_files(FilesOnDisk(files or own.mapping), ground_of(own), only=name)
    if name is not None and not proof.verdicts:
        raise UsageError(f'No test has "{name}" in its name.')
    if as_json:
        print_json(_proof_json(proof, left))
    else:
        out.print(_proof_text(proof, left))
    return Exit.ATTENTION if proof.failed else Exit.DONE


def _proof_text(proof: Proof, left: list[Unreached]) -> str:
    parts = ["\n".join(map(verdict_text, proof.verdicts))] if proof.verdicts else []
    if left:
        parts.append("\n".join(["No test reaches:", *(f"  {each.place}  {each.said}" for each in left)]))
    parts.append(_counted(proof))
    return "\n\n".join(parts)


def _counted(proof: Proof) -> str:
    if not proof.verdicts:
        return "There are no tests: name their files under tests:, such as tests: [tests/*.yaml]"
    failed = len(proof.failed)
    passed = len(proof.verdicts) - failed
    return f"{passed} passed, {failed} failed." if failed else f"{passed} passed."


def _proof_json(proof: Proof, left: list[Unreached]) -> dict[str, object]:
    return {"tests": [_verdict_json(each) for each in proof.verdicts], "unreached": left}


def _verdict_json(verdict: Verdict) -> dict[str, object]:
    return {
        "name": verdict.case.name,
        "place": verdict.case.place,
        "passed": verdict.passed,
        "differences": [
            {
                "about": each.about,
                "of": each.of or None,
                "expected": each.expected,
                "actual": each.actual,
                "place": each.place or verdict.case.place,
                "explanation": [line.strip() for line in steps_of(each.origin)],
            }
            for each in verdict.differences
        ],
    }
