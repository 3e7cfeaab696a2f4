"""`connector mapping test` and `capture`: partners' tests of the mapping, and recorded objects for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from connector.assembly import open_connection_journal, stripe_of
from connector.cli.failures import Exit, UsageError
from connector.cli.options import Config, Connection, Demo, Json, StripeOrNetSuiteId, settings_of
from connector.cli.printing import out, print_json, talk
from connector.cli.reading import roots_of
from connector.clock import SystemClock
from connector.mapping import FilesOnDisk
from connector.proving import Proof, Verdict, captured, ground_of, proven_files, read_whole, verdict_text
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
    proven = proven_files(FilesOnDisk(files or own.mapping), ground_of(own), only=name)
    proof, left = proven.proof, proven.unreached
    if name is not None and not proof.verdicts:
        raise UsageError(f'No test has "{name}" in its name.')
    if as_json:
        print_json(_proof_json(proof, left))
    else:
        out.print(_proof_text(proof, left))
    return Exit.ATTENTION if proof.failed else Exit.DONE


def capture(
    id_: StripeOrNetSuiteId,
    *,
    file: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")] = None,
    keep_metadata: Annotated[
        bool, typer.Option("--keep-metadata", help="Keep the values of metadata too: look through them.")
    ] = False,
    config: Config = None,
    demo: Demo = None,
    connection: Connection = None,
) -> int:
    """Record an object of Stripe with all that belongs to it, for a test, without what would tell whose it is.

    Names, addresses, texts, card and phone numbers are replaced, ids by others of their kind; amounts, dates and
    currencies stay. Example: connector mapping capture in_1Q8 --out mappings/tests/fixtures/in_eu.json
    """
    if file is not None and file.exists():
        raise UsageError(f"{file} is there already: name another file, or delete it first.")
    with settings_of(config, demo) as settings:
        journal = open_connection_journal(settings, connection)
        source = stripe_of(settings.connection(connection), SystemClock())
        families = read_whole(source, roots_of(id_, journal))
    if not families:
        raise UsageError(f"Stripe does not have {id_}, or it cannot be read: connector explain {id_}")
    text = json.dumps(captured(families, keep_metadata=keep_metadata), ensure_ascii=False, indent=2)
    if file is None:
        out.print(text)
    else:
        file.write_text(f"{text}\n", encoding="utf-8")
        talk.print(f"Written to {file}. Look through it before you hand it on.")
    return Exit.DONE


def _proof_text(proof: Proof, left: Sequence[Unreached]) -> str:
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


def _proof_json(proof: Proof, left: Sequence[Unreached]) -> dict[str, object]:
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
                "explanation": [line.strip() for line in steps_of(each.origin, each.actual)],
            }
            for each in verdict.differences
        ],
    }
