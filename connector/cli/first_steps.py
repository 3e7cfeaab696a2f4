"""`connector init`: ten steps to a first connection, each repeatable, and resumed where they were left."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from connector.cli.asking import Asker, File, Terminal
from connector.cli.doctor import finding_lines
from connector.cli.failures import ENDINGS, Exit, UsageError, end
from connector.cli.mapping_lint import messages_of
from connector.cli.printing import out, talk
from connector.cli.reconcile import print_reconciled
from connector.cli.shadow_text import print_open_balances, print_shadow
from connector.doctor import CHECKS, examine
from connector.first_steps import (
    EVERYONE,
    MADE,
    STEPS,
    Answers,
    InitState,
    Step,
    complaints,
    first_customer_answers,
    first_customer_text,
    mapping_path,
    mapping_text,
    read_answers,
    secret_variables,
    settings_text,
)
from connector.first_steps.discovery import Discovery
from connector.located import ConfigurationInvalid, Message
from connector.settings import DEFAULT_PATHS, load_settings

FIRST_CUSTOMER = "first_customer.yaml"
"""The files for one customer alone, beside those for all."""

SCOPE, STRIPE, AGREE, ENABLE = 1, 2, 9, 10
"""Steps that are not like the others: without secrets, with Stripe's alone, with something shown first, with files."""


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
        code = Exit.PARTIAL
        try:
            code = _until_done(one, given, found, asker)
        finally:
            done = max(state.done, _reached(one, given)) if code is Exit.DONE else state.done
            state = InitState(answers=given, done=done)
            state.write(config)
        if code is not Exit.DONE:
            talk.print(f"Go on, whenever you like, with: connector init{_option(config)}")
            return code
    if state.done >= ENABLE - 1 and given.get("enable"):
        out.print(_last_screen(_write_files(config, given), config, given))
    return Exit.DONE


def _reached(step: Step, given: Answers) -> int:
    """The last step that is done with this one: to enable one customer is not all of it."""
    return step.number - (step.number == ENABLE and given["enable"] != EVERYONE)


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


def _until_done(step: Step, given: Answers, found: Discovery, asker: Asker) -> Exit:
    """One step, again and again while somebody is there who mends what is wrong; gives how it ended."""
    while True:
        try:
            code = _take(step, given, found, asker)
        except KNOWN as error:
            code = end(error)
        if code not in MENDABLE or not asker.again(refused=code is Exit.UNREACHABLE):
            return code
        found.forget()


KNOWN = tuple(kind for kind, _, _ in ENDINGS)
MENDABLE = (Exit.CONFIGURATION, Exit.UNREACHABLE)


def _take(step: Step, given: Answers, found: Discovery, asker: Asker) -> Exit:
    """One step: tell, ask, show, look."""
    talk.print(f"\nStep {step.number} of {len(STEPS)}: {step.title}", style="bold")
    for line in step.tells(given, found):
        talk.print(f"  {line}")
    if step.number == AGREE:
        print_reconciled(found.shadow().reconciled)
    secrets = secret_variables(given)
    for variable in secrets[: {SCOPE: 0, STRIPE: 1}.get(step.number, len(secrets))]:
        asker.secret(variable, lambda: complaints(given, os.environ))
    for question in step.asks(given, found):
        before = given.get(question.key)
        given[question.key] = asker.answer(question, before, partial(_complaints, given, question.key))
    return _ended(step, given, found)


def _ended(step: Step, given: Answers, found: Discovery) -> Exit:
    """What the answers of a step come to."""
    match step.number:
        case 7:
            print_open_balances(found.open_balances(), given["start_date"])
        case 8:
            print_shadow(found.shadow().posted)
        case 9 if given["agreed"] == "no":
            talk.print("Nothing is enabled. Correct the answers (--step 5 accounts, --step 6 revenue) and look again.")
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


def _write_files(config: Path, given: Answers) -> Path:
    """The settings and their mapping files, for one customer or all, and the proof that they are valid.

    Raises ConfigurationInvalid and UsageError.
    """
    mapping = mapping_path(config, given)
    texts = {mapping: mapping_text(given)}
    own, others = f"mappings/{mapping.name}", f"mappings/{FIRST_CUSTOMER}"
    if given["enable"] == EVERYONE:
        texts[config] = settings_text(given, [own])
    else:
        config = config.with_name(FIRST_CUSTOMER)
        texts[mapping.with_name(FIRST_CUSTOMER)] = first_customer_text(given)
        texts[config] = settings_text(first_customer_answers(given), [own, others])
    for path, text in texts.items():
        _write(path, text)
    load_settings(config, environment=os.environ)
    files = [path for path in texts if path.parent == mapping.parent]
    wrong = [each for each in messages_of(files, {}, ()) if each.severity == "error"]
    if wrong:
        raise ConfigurationInvalid(wrong)
    return config


def _write(path: Path, text: str) -> None:
    """A file that was made here is made anew; one of a person is left."""
    try:
        if path.exists() and not path.read_text(encoding="utf-8").startswith(MADE):
            raise UsageError(f"{path} is somebody's own by now, and was left as it is.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def _last_screen(written: Path, config: Path, given: Answers) -> str:
    """What happens next, and how to stop."""
    option = _option(written)
    everyone = given["enable"] == EVERYONE
    who = "everyone" if everyone else given["customer"]
    return "\n".join(
        [
            f"\nWritten: {written} and its mapping, {mapping_path(config, given)}. Secrets stay in the environment:",
            *(f"  export {variable}=…" for variable in secret_variables(given)),
            "",
            f"What happens next: nothing until you run one of these. Posted is what is dated {given['start_date']} or"
            f" later, of {who}.",
            *_aligned(
                (f"connector doctor{option}", "is everything as it must be?"),
                (f"connector sync --dry-run{option}", "all that would be sent"),
                (f"connector sync{option}", "send it; repeat it as often as you like"),
                (f"connector daemon{option}", f"from then on by itself, every {given['schedule.sync.every']}")
                if everyone
                else (f"connector init{_option(config)}", "once its records in NetSuite are right: enable everyone"),
            ),
            "How to stop: Ctrl-C ends a run or the daemon, and the next one goes on. To send nothing until you say so:",
            *_aligned(
                (f'connector pause --reason "…"{option}', "holds back whatever would be sent"),
                (f"connector resume{option}", "goes on"),
            ),
        ]
    )


def _option(config: Path) -> str:
    return "" if config in DEFAULT_PATHS else f" --config {config}"


def _aligned(*commands: tuple[str, str]) -> Sequence[str]:
    width = max(len(command) for command, _ in commands)
    return [f"  {command:<{width}}  {does}" for command, does in commands]
