"""`connector init`: ten steps to a first connection, each repeatable, and resumed where they were left."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event as StopSignal
from typing import Annotated

import typer

from connector.assembly import assemble, dry
from connector.cli.asking import Asker, File, Terminal
from connector.cli.doctor import finding_lines
from connector.cli.failures import Exit, UsageError
from connector.cli.mapping_lint import messages_of
from connector.cli.printing import out, print_table, talk
from connector.doctor import CHECKS, examine
from connector.first_steps import (
    MADE,
    STEPS,
    Answers,
    InitState,
    Shadow,
    Step,
    complaints,
    first_customer_answers,
    first_customer_text,
    mapping_path,
    mapping_text,
    read_answers,
    secret_variables,
    settings_text,
    shadow_of,
)
from connector.first_steps.discovery import Discovery
from connector.located import ConfigurationInvalid, Message
from connector.runs import run
from connector.settings import DEFAULT_PATHS, load_settings
from connector.translation.text import KIND_NAMES

FIRST_CUSTOMER = "first_customer.yaml"
"""The files for one customer alone, beside those for all."""

STRIPE, NETSUITE = 2, 3
"""The steps that need secrets."""


def init(
    *,
    answers: Annotated[Path | None, typer.Option("--answers", help="A YAML or JSON file: nobody is asked.")] = None,
    step: Annotated[int | None, typer.Option("--step", min=1, max=len(STEPS), help="This step alone, again.")] = None,
    config: Annotated[Path, typer.Option("--config", help="The settings file to make.")] = DEFAULT_PATHS[0],
) -> int:
    """Make a first connection: asks ten steps, checks each answer at once, writes settings and mapping. Stop anywhere.

    Secrets are read from the environment and never written. Nothing is written to Stripe or NetSuite.

    Example: connector init --answers answers.yaml --config config/connector.yaml
    """
    asker = _asker(answers)
    state = _state(config)
    given = dict(state.answers)
    found = Discovery(given)
    for one in _chosen(state, step, again=answers is not None):
        code = _take(one, given, found, asker)
        if code is not Exit.DONE:
            talk.print(f"Mend that; then go on with: connector init --config {config}")
            return code
        state = InitState(answers=given, done=max(state.done, one.number))
        state.write(config)
    if state.done == len(STEPS):
        _write_files(config, given)
        out.print(_last_screen(config, given))
    return Exit.DONE


def _asker(answers: Path | None) -> Asker:
    if answers is not None:
        return File(read_answers(answers))
    if not sys.stdin.isatty():
        raise UsageError("init asks questions: run it in a terminal, or give it a file with --answers answers.yaml.")
    return Terminal()


def _state(config: Path) -> InitState:
    state = InitState.read(config)
    if state is None and config.exists():
        raise UsageError(f"{config} is there already, and was left as it is. Name another file with --config.")
    return state or InitState(answers={}, done=0)


def _chosen(state: InitState, step: int | None, *, again: bool) -> Sequence[Step]:
    if step is not None and step > state.done + 1:
        raise UsageError(f"Step {step} needs the steps before it: {state.done} of them are done. Leave out --step.")
    if step is not None:
        return [STEPS[step - 1]]
    if state.done == len(STEPS) and not again:
        raise UsageError("All steps are done. Repeat one of them with --step N.")
    return STEPS if again else STEPS[state.done :]


def _take(step: Step, given: Answers, found: Discovery, asker: Asker) -> Exit:
    """One step: tell, ask, look; gives how it ended."""
    talk.print(f"\nStep {step.number} of {len(STEPS)}: {step.title}", style="bold")
    for line in step.tells(given, found):
        talk.print(f"  {line}")
    secrets = secret_variables(given)
    for variable in {STRIPE: secrets[:1], NETSUITE: secrets[1:]}.get(step.number, ()):
        asker.secret(variable, lambda: complaints(given, os.environ))
    for question in step.asks(given, found):
        before = given.get(question.key)
        given[question.key] = asker.answer(question, before, partial(_complaints, given, question.key))
    if step.shadow:
        _print_shadow(_shadow_run(given, found))
    if given.get("agreed") == "no":
        talk.print("Nothing is enabled. Correct the answers (--step 4 accounts, --step 6 revenue) and look again.")
        return Exit.USAGE
    return _look(step, found)


def _complaints(given: Answers, key: str, said: str) -> tuple[Message, ...]:
    return complaints({**given, key: said}, os.environ)


def _look(step: Step, found: Discovery) -> Exit:
    """The checks of a step; gives the worst of what failed."""
    checks = [check for check in CHECKS if check.name in step.checks]
    code: int = Exit.DONE
    for examined in examine(checks, found.subject()) if checks else ():
        out.print("\n".join(finding_lines(examined)))
        code = max([code, *(each.ends for each in examined.failures)])
    return Exit.CONFIGURATION if code == Exit.ATTENTION else Exit(code)


def _shadow_run(given: Answers, found: Discovery) -> Shadow:
    """A run of the last days that writes nowhere: its journal goes with its folder."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        mapping = kept / "mapping.yaml"
        mapping.write_text(mapping_text(given), encoding="utf-8")
        start = (found.today() - timedelta(days=int(given["shadow.days"]))).isoformat()
        settings = found.settings(start_date=start, database_url=f"sqlite:///{kept / 'shadow.db'}")
        erp = found.netsuite(settings.connection(None))
        with dry(assemble(settings, None, erp=erp, mapping=mapping), kept) as (parts, _, noted):
            run(parts, trigger="shadow run", stop=StopSignal())
            return shadow_of(noted.operations, erp.account_facts())


def _print_shadow(shadow: Shadow) -> None:
    out.print("NOTHING WAS WRITTEN. What would be posted (debit +, credit -):", style="bold")
    print_table(
        ("  Account", "Month", "Currency", "Amount"),
        [
            (f"  {account}", month, currency, f"{amount:,.2f}")
            for (account, month, currency), amount in sorted(shadow.posted.items())
        ],
    )
    print_table(
        ("  Records", "Currency", "Number", "Total"),
        [
            (f"  {KIND_NAMES[kind]}", symbol, number, f"{total:,.2f}")
            for (kind, symbol), (number, total) in sorted(shadow.totals.items())
        ],
    )


def _write_files(config: Path, given: Answers) -> None:
    """Both files, and the proof that they are valid. Raises ConfigurationInvalid and UsageError."""
    mapping = mapping_path(config, given)
    own, others = f"mappings/{mapping.name}", f"mappings/{FIRST_CUSTOMER}"
    texts = {mapping: mapping_text(given), config: settings_text(given, [own])}
    if given["enable"] == "one_customer":
        texts[mapping.with_name(FIRST_CUSTOMER)] = first_customer_text(given)
        texts[config.with_name(FIRST_CUSTOMER)] = settings_text(first_customer_answers(given), [own, others])
    for path, text in texts.items():
        _write(path, text)
    load_settings(config, environment=os.environ)
    files = [path for path in texts if path.parent == mapping.parent]
    wrong = [each for each in messages_of(files, {}, ()) if each.severity == "error"]
    if wrong:
        raise ConfigurationInvalid(wrong)


def _write(path: Path, text: str) -> None:
    """A file that was made here is made anew; one of a person is left."""
    try:
        if path.exists() and not path.read_text(encoding="utf-8").startswith(MADE):
            raise UsageError(f"{path} is somebody's own by now, and was left as it is.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def _last_screen(config: Path, given: Answers) -> str:
    option = "" if config in DEFAULT_PATHS else f" --config {config}"
    return "\n".join(
        [
            f"\nWritten: {config} and {mapping_path(config, given)}. Secrets are in the environment alone:",
            *(f"  {variable}" for variable in secret_variables(given)),
            "",
            f"Nothing happens until you run one of these. Posted is what is dated {given['start_date']} or later.",
            *(_alone(config, given["customer"]) if given["enable"] == "one_customer" else ()),
            f"  connector doctor{option}              is everything as it must be?",
            f"  connector sync --dry-run{option}      all that would be sent",
            f"  connector sync{option}                send it; repeat it as often as you like",
            "How to stop: Ctrl-C ends a run, and the next one goes on. To send nothing until you say so:",
            f'  connector pause --reason "…"{option}  and later: connector resume{option}',
        ]
    )


def _alone(config: Path, customer: str) -> Sequence[str]:
    option = f" --config {config.with_name(FIRST_CUSTOMER)}"
    return (
        f"  connector sync --dry-run{option}      what {customer} alone would get",
        f"  connector sync{option}                send that; look at it in NetSuite, then go on",
    )
