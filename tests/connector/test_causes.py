"""The catalogue of problems: every refusal has a cause, every cause a sentence, a person and something to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import connector
from connector.causes import CAUSES, issue_of, remedy, sentence
from netsuite_client.outcomes import Meaning, Refused

REFUSALS = {
    "a required field of the form": ("USER_ERROR", "Please enter value(s) for: Department", "REQUIRED_FIELD_MISSING"),
    "a text that is too long": ("EXCEEDED_MAX_FIELD_LENGTH", "The field memo contained more …", "VALUE_TOO_LONG"),
    "too many lines": ("EXCEEDED_MAX_TRANS_LINES", "Too many lines", "TOO_MANY_LINES"),
    "no period for the date": ("VALID_PRD_REQD", "There is no valid, open, posting period", "NO_OPEN_PERIOD"),
    "too few periods for a term": (
        "INSUFCNT_NUM_PRDS_FOR_REV_REC",
        "Not enough accounting periods for revenue recognition.",
        "NO_OPEN_PERIOD",
    ),
    "a closed period": ("CLOSED_TRAN_PRD", "The period is closed", "PERIOD_CLOSED"),
    "a customer of another subsidiary": ("INVALID_TRANS_SUB_ENTITY", "Invalid entity", "SUBSIDIARY_MISMATCH"),
    "a currency that is not set up": ("USER_ERROR", "Invalid currency reference key 9", "CURRENCY_MISSING"),
    "a permission": ("INSUFFICIENT_PERMISSION", "You do not have permissions", "PERMISSION_MISSING"),
    "a feature that is off": ("FEATURE_DISABLED", "The feature is off", "FEATURE_OFF"),
    "a customer's name that is taken": ("UNIQUE_CUST_ID_REQD", "This ID already exists", "NAME_TAKEN"),
    "nothing left to apply": ("INVALID_AMT", "Amount applied greater than total", "NOTHING_TO_APPLY"),
    "a value that does not exist": ("INVALID_KEY_OR_REF", "Invalid department reference key 5.", "INVALID_FIELD_VALUE"),
    "what nobody has seen yet": ("SOMETHING_NEW", "It did not work out", "NETSUITE_REFUSED"),
}


@pytest.mark.parametrize(("code", "message", "cause"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_has_the_cause_that_its_code_and_text_name(code: str, message: str, cause: str) -> None:
    issue = issue_of(Refused(code=code, message=message, meaning=Meaning.DATA))
    assert issue.code == cause
    said = sentence(issue.code, "in_1", issue.values)
    assert "?" not in said, "every value of the sentence is known"
    assert "{" not in said + remedy(issue.code, "in_1", issue.values)


def test_a_missing_field_is_called_as_netsuite_calls_it() -> None:
    issue = issue_of(
        Refused(code="USER_ERROR", message="Please enter value(s) for: Department, Class.", meaning=Meaning.DATA)
    )
    assert sentence(issue.code, "in_1", issue.values) == "NetSuite requires Department, Class and we sent none"
    assert remedy(issue.code, "in_1", issue.values).endswith("connector retry in_1")


def test_an_unknown_refusal_is_quoted_in_full() -> None:
    issue = issue_of(Refused(code="ODD", message="Nobody knows why {braces} stand here", meaning=Meaning.DATA))
    assert sentence(issue.code, "in_1", issue.values) == (
        "NetSuite refused the record with ODD: Nobody knows why {braces} stand here"
    )


def test_a_value_that_nobody_gave_shows_as_a_question_mark_and_breaks_nothing() -> None:
    assert sentence("REQUIRED_FIELD_MISSING", "in_1", {}) == "NetSuite requires ? and we sent none"


def test_every_cause_says_who_can_do_what_and_codes_are_given_once() -> None:
    codes = [cause.code for cause in CAUSES.values()]
    assert len(codes) == len(set(codes))
    for cause in CAUSES.values():
        assert cause.who
        assert cause.what_to_do, cause.name
        assert not cause.title.endswith("."), cause.name
        assert "{" not in cause.title, cause.name
        assert not cause.happened.endswith("."), cause.name


def test_every_cause_that_the_code_names_is_in_the_catalogue() -> None:
    """A name that is missing would break the sentence on the day that it is needed."""
    modules = Path(connector.__file__).parent.rglob("*.py")
    named = {
        name
        for module in modules
        for name in re.findall(r'(?:Problem|IssueDraft)\(\s*code="([A-Z_]+)"', module.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert named <= set(CAUSES)
