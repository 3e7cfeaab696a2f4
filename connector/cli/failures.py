"""What a command says and how it ends when it cannot go on: one sentence, what to do, no stack trace."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import Any

import structlog
import typer

from connector.account_rules import AccountNotReadyError
from connector.causes import CAUSES
from connector.cli.printing import talk
from connector.daemon.server import PortTaken
from connector.desk.query import QueryError
from connector.desk.refusal import Refusal
from connector.journal import DatabaseUnavailable, JournalHeld
from connector.located import ConfigurationInvalid
from connector.logs import without_secrets
from connector.rehearsal import FolderUnusable
from netsuite_client import errors as netsuite
from netsuite_client.emulator import StateOutdated
from stripe_client import errors as stripe
from stripe_client.emulator import BookError

log = structlog.get_logger()


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    ATTENTION = 1
    USAGE = 2
    CONFIGURATION = 3
    UNREACHABLE = 4
    PARTIAL = 5


STOPPED = "Stopped. Nothing is lost: run the same command to go on."


class UsageError(Exception):
    """A command was asked for what it cannot do; the sentence says what it can."""


ENDINGS: tuple[tuple[type[Exception], Exit, str], ...] = (
    (UsageError, Exit.USAGE, ""),
    (QueryError, Exit.USAGE, ""),
    (Refusal, Exit.USAGE, ""),
    (BookError, Exit.USAGE, "Correct the book at the places named."),
    (FolderUnusable, Exit.USAGE, "Name another folder."),
    (StateOutdated, Exit.USAGE, "Delete that file, or name another one."),
    (JournalHeld, Exit.USAGE, "Wait until it is done, it takes up everything; ask a daemon with connector run-now."),
    (PortTaken, Exit.CONFIGURATION, "Choose another port: --webhooks HOST:PORT, or webhooks.listen."),
    (ConfigurationInvalid, Exit.CONFIGURATION, "Nothing was started."),
    (AccountNotReadyError, Exit.CONFIGURATION, "Nothing was started."),
    (DatabaseUnavailable, Exit.UNREACHABLE, "Correct database_url or the database, then run again (SYS-905)."),
    (stripe.KeyRefused, Exit.UNREACHABLE, "Set a valid key in CONNECTOR_CONNECTIONS__<NAME>__STRIPE__API_KEY."),
    (stripe.ScopeMissing, Exit.UNREACHABLE, "Give the restricted key that permission in Stripe, then run again."),
    (stripe.WrongAccount, Exit.CONFIGURATION, "Correct stripe.account_id or use the key of that account."),
    (stripe.CursorUnknown, Exit.UNREACHABLE, "Use the version of the connector that wrote this journal."),
    (stripe.Unreachable, Exit.UNREACHABLE, "Check the network, and stripe.api_base if it is set; then run again."),
    (stripe.StripeError, Exit.UNREACHABLE, "Run the same command again when Stripe answers; nothing is lost."),
    (netsuite.LoginRefused, Exit.UNREACHABLE, " ".join(CAUSES["LOGIN_REFUSED"].what_to_do)),
    (netsuite.Unreachable, Exit.UNREACHABLE, "Check the network, and netsuite.base_url if it is set; then run again."),
    (netsuite.NetSuiteError, Exit.UNREACHABLE, "Run the same command again when NetSuite answers; nothing is lost."),
)
"""How each exception that is no mistake of ours ends a command, and what to do about it."""


def ending(command: Callable[..., int]) -> Callable[..., None]:
    """The command as Typer calls it: its result is the exit code. Typer has a code of its own for an interruption."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            exit_code = command(*args, **options)
        except (KeyboardInterrupt, typer.Abort):
            talk.print(STOPPED)
            exit_code = Exit.PARTIAL
        raise typer.Exit(exit_code)

    return run


def end(error: Exception) -> Exit:
    """Say what went wrong, and give the exit code."""
    for kind, exit_code, remedy in ENDINGS:
        if isinstance(error, kind):
            talk.print(without_secrets(_sentence(error)))
            if remedy:
                talk.print(remedy)
            return exit_code
    reference = secrets.token_hex(2).upper()
    trace = without_secrets("".join(traceback.format_exception(error)))
    log.debug("our mistake", reference=reference, trace=trace)
    talk.print(f"Our mistake (ref {reference}): {type(error).__name__}: {without_secrets(str(error))}")
    talk.print("Nothing is lost: run the same command again. With --verbose it prints the details to report.")
    return Exit.PARTIAL


def _sentence(error: Exception) -> str:
    """What happened. A line that broke has words of its own system, which are for --verbose."""
    if isinstance(error, stripe.Unreachable) and error.detail:
        log.info("unreachable", detail=error.detail)
        return str(error).replace(f": {error.detail}", ".")
    return str(error)
