"""What is known of a kind of problem, and the roles of those who can mend it."""

from __future__ import annotations

from dataclasses import dataclass

SUPPORT, ADMIN, NETSUITE_ADMIN = "support", "connector admin", "NetSuite admin"
STRIPE_ADMIN, PARTNER, CONTROLLER, NOBODY = "Stripe admin", "partner (mapping)", "controller", "nobody, it retries"


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A kind of problem: `code` is what people read, `name` what the code of the product uses.

    `title` says it in a few words, `happened` with the problem's values filled in; `who` is a role, or `nobody, it
    retries`; `what_to_do` are steps in order, filled in like `happened`.
    """

    code: str
    name: str
    title: str
    who: str
    happened: str
    what_to_do: tuple[str, ...]


def cause(code: str, name: str, title: str, who: str, happened: str, *what_to_do: str) -> Cause:
    """A row of the catalogue."""
    return Cause(code=code, name=name, title=title, who=who, happened=happened, what_to_do=what_to_do)


def either(*roles: str) -> str:
    """Several roles, any of whom can mend it."""
    return ", ".join(roles)
