"""What the role may not do is refused in NetSuite's words, a record at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest

from netsuite_client.emulator import Level, NetSuiteEmulator, permission_of
from netsuite_emulator.builders import Account
from netsuite_emulator.client import Client

Made = Callable[..., Account]


@pytest.fixture
def with_role(served: Client) -> Iterator[Made]:
    """Makes an account whose role lacks some permissions."""
    with ExitStack() as stack:

        def made(levels: Mapping[str, Level], **options: object) -> Account:
            emulator = NetSuiteEmulator(permissions=levels, **options)  # type: ignore[arg-type]  # what a test says
            stack.callback(emulator.close)
            return Account(stack.enter_context(served.at(stack.enter_context(emulator.serving()))))

        yield made


def _violation(permission: str) -> str:
    return (
        f"INSUFFICIENT_PERMISSION: Permission Violation: You need a higher level of the '{permission}' permission to "
        "access this page. Please contact your account administrator."
    )


def test_a_permission_that_is_missing_refuses_its_records_and_no_others(with_role: Made) -> None:
    account = with_role({"Invoice": Level.VIEW})
    account.furnish()
    said = account.client.add(account.invoice("in_1"), account.memo("cn_1", account.line("1.00")))
    assert said == [_violation("Invoice"), "ok 1"]


def test_queries_do_not_know_what_the_role_may_not_see(with_role: Made) -> None:
    client = with_role({"Manage Accounting Periods": Level.NONE}).client
    answer = client.post_query({"q": "SELECT p.id FROM accountingperiod p"})
    assert answer.status_code == 400
    assert "Record 'accountingperiod' was not found." in answer.json()["o:errorDetails"][0]["detail"]
    assert client.suiteql("SELECT id FROM currency WHERE symbol = 'USD'") == [{"id": "1"}]


def test_without_the_permission_for_queries_none_is_answered(with_role: Made) -> None:
    answer = with_role({"SuiteAnalytics Workbook": Level.NONE}).client.post_query({"q": "SELECT id FROM currency"})
    assert (answer.status_code, answer.json()["o:errorDetails"][0]["o:errorCode"]) == (403, "INSUFFICIENT_PERMISSION")


def test_a_custom_field_may_be_mandatory(with_role: Made) -> None:
    account = with_role({}, custom_fields={"custbody_region": "string"}, required_fields=("custbody_region",))
    account.furnish()
    assert account.client.add(account.invoice("in_1")) == ["USER_ERROR: Please enter value(s) for: Custbody_region"]
    rows = account.client.suiteql("SELECT scriptid FROM customfield WHERE ismandatory = 'T'")
    assert rows == [{"scriptid": "CUSTBODY_REGION"}]


def test_a_reference_can_be_shown_by_name(with_role: Made) -> None:
    account = with_role({})
    account.client.add(account.item("price_1", createRevenuePlansOn=account.ref(internalId="2")))
    rows = account.client.suiteql("SELECT BUILTIN.DF(i.createrevenueplanson) AS shown FROM item i")
    assert rows == [{"shown": "Revenue Arrangement Creation"}]


@pytest.mark.parametrize("said", ["Invoice", "Invoice=some", "Invoices=view"])
def test_an_unknown_permission_or_level_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"Invoice=view"):
        permission_of(said)


def test_answers_carry_the_time_of_the_account(served: Client) -> None:
    emulator = NetSuiteEmulator(clock=lambda: 1_800_000_000)
    with emulator.serving() as address:
        answer = served.session.get(f"{address}/")
    emulator.close()
    assert answer.headers["Date"] == "Fri, 15 Jan 2027 08:00:00 GMT"
