"""What the role of the token may do: each permission by the name that NetSuite's role page gives it, with its level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from netsuite_client.emulator.refusals import Fault, Refusal


class Level(IntEnum):
    """How far a permission reaches; each level includes those before it."""

    NONE = 0
    VIEW = 1
    CREATE = 2
    EDIT = 3
    FULL = 4


OF_KIND: Mapping[str, str] = {
    "account": "Accounts",
    "accountingPeriod": "Manage Accounting Periods",
    "creditMemo": "Credit Memo",
    "currency": "Currency",
    "customer": "Customers",
    "customerPayment": "Customer Payment",
    "customerRefund": "Customer Refund",
    "discountItem": "Items",
    "invoice": "Invoice",
    "journalEntry": "Make Journal Entry",
    "nonInventorySaleItem": "Items",
    "otherChargeSaleItem": "Items",
    "paymentMethod": "Accounting Lists",
    "serviceSaleItem": "Items",
    "subsidiary": "Subsidiaries",
}
"""The permission that a kind of record needs."""

OF_TABLE: Mapping[str, str] = {
    "account": "Accounts",
    "accountingperiod": "Manage Accounting Periods",
    "currency": "Currency",
    "customer": "Customers",
    "item": "Items",
    "subsidiary": "Subsidiaries",
}
"""The permission without which SuiteQL does not know a table."""

SOAP, REST, TOKENS, QUERIES = (
    "SOAP Web Services",
    "REST Web Services",
    "Log in using Access Tokens",
    "SuiteAnalytics Workbook",
)
PERMISSIONS = frozenset({*OF_KIND.values(), SOAP, REST, TOKENS, QUERIES})


@dataclass(frozen=True)
class Role:
    """What the token's role may do: what is not named in `levels` it may do in full."""

    levels: Mapping[str, Level] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = self.levels.keys() - PERMISSIONS
        if unknown:
            raise ValueError(f"no permission {min(unknown)!r}; there are: {', '.join(sorted(PERMISSIONS))}")

    def has(self, permission: str, level: Level = Level.VIEW) -> bool:
        """Whether a permission reaches so far."""
        return self.levels.get(permission, Level.FULL) >= level

    def check(self, kind: str, level: Level) -> None:
        """Refuse what the role may not do with a kind of record."""
        permission = OF_KIND.get(kind)
        if permission is not None and not self.has(permission, level):
            raise Refusal("INSUFFICIENT_PERMISSION", violation(permission))

    def check_soap(self) -> None:
        """Refuse a whole SOAP request of a role that may not use the service; raises Fault."""
        if not self.has(TOKENS):
            raise Fault("InvalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "Invalid login attempt.")
        if not self.has(SOAP):
            raise Fault("InsufficientPermissionFault", "WS_PERMISSION_REQD", violation(SOAP))

    def lacks_for_queries(self) -> str | None:
        """The first permission for SuiteQL that the role lacks."""
        return next((each for each in (REST, QUERIES) if not self.has(each)), None)

    @property
    def hidden_tables(self) -> frozenset[str]:
        """The tables that SuiteQL does not know for this role."""
        return frozenset(table for table, permission in OF_TABLE.items() if not self.has(permission))


def violation(permission: str) -> str:
    """What NetSuite says of a permission that does not reach so far."""
    return (
        f"Permission Violation: You need a higher level of the '{permission}' permission to access this page. "
        "Please contact your account administrator."
    )


def permission_of(text: str) -> tuple[str, Level]:
    """A permission as the command line has it: `Invoice=view`. Raises ValueError."""
    name, _, level = text.partition("=")
    if name not in PERMISSIONS or level.upper() not in Level.__members__:
        known = ", ".join(sorted(PERMISSIONS))
        raise ValueError(
            f"write a permission and its level, as in Invoice=view (none, create, edit). There are: {known}"
        )
    return name, Level[level.upper()]
