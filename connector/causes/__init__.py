"""The catalogue of problems: what happened in words, who can fix it, and what to do. Every message comes from here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from connector.causes.at_netsuite import AT_NETSUITE
from connector.causes.at_stripe import AT_STRIPE
from connector.causes.at_work import AT_WORK
from connector.causes.cause import ADMIN, CONTROLLER, NETSUITE_ADMIN, PARTNER, STRIPE_ADMIN, SUPPORT, Cause
from connector.causes.in_books import IN_BOOKS
from connector.causes.in_mapping import IN_MAPPING
from connector.ports import IssueDraft
from netsuite_client.outcomes import Refused

__all__ = [
    "ADMIN",
    "BY_CODE",
    "CAUSES",
    "CONTROLLER",
    "MAPPING_PROBLEMS",
    "NETSUITE_ADMIN",
    "PARTNER",
    "STRIPE_ADMIN",
    "SUPPORT",
    "Cause",
    "issue_of",
    "remedy",
    "sentence",
    "steps",
]

CAUSES: Mapping[str, Cause] = {
    cause.name: cause for cause in (*AT_NETSUITE, *AT_STRIPE, *IN_MAPPING, *IN_BOOKS, *AT_WORK)
}
"""Every cause by the name that the code uses."""

BY_CODE: Mapping[str, Cause] = {cause.code: cause for cause in CAUSES.values()}
"""Every cause by the code that people read."""

MAPPING_PROBLEMS = frozenset(
    {"MAPPING_NO_VALUE", "LOOKUP_NO_ROW", "TRANSFORM_FAILED", "MAPPING_TYPE", "CONDITION_FAILED"}
)
"""What a mapping itself can be the reason of."""

_BY_REFUSAL: tuple[tuple[str, str], ...] = (
    (r"enter value|mandatory|required field", "REQUIRED_FIELD_MISSING"),
    (r"CANT_DELETE_TRANS|TRANS_IN_USE|CANT_VOID_TRANS", "STILL_LINKED"),
    (r"\bEXCEEDED_MAX_FIELD_LENGTH\b", "VALUE_TOO_LONG"),
    (r"\bEXCEEDED_MAX_TRANS_LINES\b", "TOO_MANY_LINES"),
    (r"no valid, open, posting period|VALID_PRD_REQD|INVALID_TRANSACTIO_DATE", "NO_OPEN_PERIOD"),
    (r"INSUFCNT_(NUM|OPEN)_PRDS_FOR_REV_REC", "NO_OPEN_PERIOD"),
    (r"PRD_CLOSED|PERIOD_CLOSED|CLOSED_TRAN_PRD|TRANS_EDIT_DISALLWD|DATE_PRD_MISMATCH", "PERIOD_CLOSED"),
    (r"accounting period", "PERIOD_CLOSED"),
    (r"INVALID_TRANS_SUB|INVALID_SUB\b|for subsidiary", "SUBSIDIARY_MISMATCH"),
    (r"currency reference key", "CURRENCY_MISSING"),
    (r"INSUFFICIENT_PERMISSION|WS_PERMISSION_REQD", "PERMISSION_MISSING"),
    (r"FEATURE_DISABLED|WS_FEATURE_REQD", "FEATURE_OFF"),
    (r"UNIQUE_CUST_ID_REQD|UNIQUE_ITEM|name.*already", "NAME_TAKEN"),
    (r"INVALID_AMT|INVALID_LINK_SUM|APPLIED_AMTS_UNBALNCD", "NOTHING_TO_APPLY"),
    (r"nothing to apply|cannot apply more|doc reference key|sublist apply", "NOTHING_TO_APPLY"),
    (r"INVALID_FLD_VALUE|INVALID_KEY_OR_REF|INVALID_RCRD_REF|INVALID_CSTM_FIELD", "INVALID_FIELD_VALUE"),
)  # fmt: skip
"""The cause of a refusal: the first pattern that its code or text fits."""


def issue_of(refused: Refused) -> IssueDraft:
    """The cause of NetSuite's refusal, with what its text says."""
    said = f"{refused.code} {refused.message}"
    name = next((name for pattern, name in _BY_REFUSAL if re.search(pattern, said, re.IGNORECASE)), "NETSUITE_REFUSED")
    fields = refused.message.rpartition(":")[2].strip().rstrip(".")
    values = {"netsuite_code": refused.code, "message": refused.message, "fields": fields, "currency": "of the record"}
    values["period"] = "The accounting period"
    return IssueDraft(code=name, values=values)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence(code: str, subject: str, values: Mapping[str, str]) -> str:
    """What happened, with the real values."""
    return _filled(CAUSES[code].happened, subject, values)


def steps(code: str, subject: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """What to do about it, step by step."""
    return tuple(_filled(step, subject, values) for step in CAUSES[code].what_to_do)


def remedy(code: str, subject: str, values: Mapping[str, str]) -> str:
    """The same in one paragraph."""
    return " ".join(steps(code, subject, values))


def _filled(text: str, subject: str, values: Mapping[str, str]) -> str:
    return text.format_map(_Blank({"id": subject, **values}))
