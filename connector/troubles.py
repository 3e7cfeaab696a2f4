"""What an error says about the connection as a whole: one trouble a cause, over as soon as a run gets through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from connector.causes import CAUSES
from connector.journal.troubles import Troubles
from netsuite_client import errors as netsuite
from stripe_client import errors as stripe

CAUSE_OF: tuple[tuple[type[Exception], str], ...] = (
    (stripe.KeyRefused, "STRIPE_KEY_REFUSED"),
    (stripe.WrongAccount, "STRIPE_KEY_REFUSED"),
    (stripe.ScopeMissing, "STRIPE_SCOPE_MISSING"),
    (stripe.RateLimited, "STRIPE_RATE_LIMIT"),
    (stripe.StripeError, "STRIPE_DOWN"),
    (netsuite.LoginRefused, "LOGIN_REFUSED"),
    (netsuite.NetSuiteError, "NETSUITE_BUSY"),
)
"""The cause of an error that ends a run; the first that fits."""

PASSING = frozenset(name for _, name in CAUSE_OF)
"""Troubles that are over when a run comes to its end."""

WAITED_OUT = frozenset({"STRIPE_RATE_LIMIT", "STRIPE_DOWN", "NETSUITE_BUSY"})
"""Those that nobody is told of: they mend themselves, and if they do not, silence or lag is told of."""

CREDENTIALS = frozenset({"STRIPE_KEY_REFUSED", "STRIPE_SCOPE_MISSING", "LOGIN_REFUSED"})
"""Those that somebody must mend: nothing can be read or sent until then."""


class WithTroubles(Protocol):
    """A journal, as far as it remembers troubles."""

    @property
    def troubles(self) -> Troubles:
        """The troubles of its connection."""
        ...


def cause_of(error: BaseException) -> str | None:
    """The cause of an error that is nobody's mistake here; None: of no service."""
    return next((name for kind, name in CAUSE_OF if isinstance(error, kind)), None)


def code_of(name: str) -> str:
    """The code that people know a cause by; an alert that is no cause is known by its name."""
    return CAUSES[name].code if name in CAUSES else name


@contextmanager
def noted(journal: WithTroubles) -> Iterator[None]:
    """Remember what ends this, and that it is over when nothing does."""
    try:
        yield
    except Exception as error:
        if name := cause_of(error):
            journal.troubles.met(name, {"message": str(error)})
        raise
    journal.troubles.over(PASSING)
