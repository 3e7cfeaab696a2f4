"""The first steps without services: what is asked, what an answer must be, what files and postings come of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import typer

from connector.cli.asking import Terminal
from connector.cli.failures import Exit, ending
from connector.first_steps import (
    STEPS,
    AnswerRefused,
    Question,
    complaints,
    mapping_path,
    mapping_text,
    secret_variables,
    settings_text,
    settled,
    shadow_of,
)
from connector.first_steps.answers import CODES, KEYS, read_answers
from connector.first_steps.questions import Choice
from connector.located import Message, read_text
from connector.settings import packaged
from netsuite_client.account import AccountFacts, Currency, LedgerAccount, Listed
from netsuite_client.outcomes import Add
from netsuite_client.records import (
    CreditMemo,
    DiscountItem,
    Field,
    Invoice,
    Kind,
    Ref,
    ServiceSaleItem,
    TransactionLine,
)
from stripe_client.client import Account

FACTS = AccountFacts(
    currencies=(Currency(internal_id="1", symbol="USD", precision=2),),
    periods=(),
    accounts=(
        LedgerAccount(internal_id="2", name="Accounts Receivable", type="AcctRec"),
        LedgerAccount(internal_id="3", name="Undeposited Funds", type="OthCurrAsset"),
        LedgerAccount(internal_id="5", name="Deferred Revenue", type="DeferRevenue"),
        LedgerAccount(internal_id="8", name="Sales", type="Income"),
    ),
    line_columns=frozenset(),
    revenue_features=True,
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a beginner's services would say."""

    rules: Sequence[Listed] = (Listed(internal_id="1", name="Straight-line"),)

    def today(self) -> date:
        return date(2026, 11, 22)

    def stripe_account(self) -> Account:
        return Account(id="acct_1", timezone="Europe/Berlin", livemode=False)

    def facts(self) -> AccountFacts:
        return FACTS

    def subsidiaries(self) -> Sequence[Listed]:
        return (Listed(internal_id="4", name="Germany"),)

    def revenue_rules(self) -> Sequence[Listed]:
        return self.rules

    def service_items(self) -> Sequence[Listed]:
        return ()

    def mandatory_fields(self) -> Sequence[str]:
        return ("custbody_region",)

    def end_date_example(self) -> None:
        return None


def _asked(number: int, *, found: Seen | None = None, **said: str) -> dict[str, str]:
    """What a step asks, each with its suggestion; what is said is answered so."""
    given: dict[str, str] = {}
    for question in STEPS[number - 1].asks(given, found or Seen()):
        given[question.key] = said.get(question.key.rpartition(".")[2], question.suggestion)
    return given


ASKED = {
    "the account and its time zone are suggested": (
        2,
        {},
        {"stripe.account_id": "acct_1", "timezone": "Europe/Berlin"},
    ),
    "the only subsidiary is suggested": (4, {}, {"netsuite.subsidiary": "4"}),
    "accounts are suggested by type and name": (
        5,
        {},
        {
            "accounts.receivable": "2",
            "accounts.undeposited_funds": "3",
            "accounts.income": "8",
            "accounts.bad_debt": "",
        },
    ),
    "a rule asks for the account to which it defers": (6, {"rule": "1"}, {"revenue.deferred_account": "5"}),
    "the cut-over is the first of the month": (7, {}, {"start_date": "2026-11-01"}),
    "a first customer must be named": (10, {"enable": "one_customer"}, {"customer": ""}),
    "everyone comes by a schedule": (10, {"enable": "all"}, {"schedule.sync.every": "15m"}),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_step_asks_and_suggests(name: str) -> None:
    number, said, expected = ASKED[name]
    asked = _asked(number, **said)
    assert expected.items() <= asked.items()
    assert asked.keys() <= set(KEYS), "answers files know every question"


@pytest.mark.parametrize(
    ("said", "found"), [({"rule": ""}, Seen()), ({"recognition": "dates_only"}, Seen()), ({}, Seen(rules=()))]
)
def test_without_a_rule_nothing_is_asked_of_deferral(said: dict[str, str], found: Seen) -> None:
    assert "revenue.deferred_account" not in _asked(6, found=found, **said)


QUESTION = Question(key="netsuite.subsidiary", text="In whose books?", choices=(Choice(value="4", label="Germany"),))
SETTLED = {
    "a choice": (QUESTION, " 4 ", "4"),
    "no choice": (QUESTION, "5", 'netsuite.subsidiary: "5" is none of these: 4 (Germany)'),
    "nothing said and nothing suggested": (QUESTION, "", "netsuite.subsidiary needs an answer: In whose books?"),
    "the suggestion": (replace(QUESTION, suggestion="4"), "", "4"),
    "what may be left empty": (replace(QUESTION, optional=True), "", ""),
    "what does not fit": (
        Question(key="customer", text="Who?", pattern="cus_.+", must="be like cus_1Q8"),
        "Ada",
        'customer: "Ada" must be like cus_1Q8',
    ),
}


@pytest.mark.parametrize("name", SETTLED)
def test_an_answer_is_checked_at_once(name: str) -> None:
    question, said, expected = SETTLED[name]
    assert _said_to(question, said) == expected


def _said_to(question: Question, answer: str) -> str:
    try:
        return settled(question, answer)
    except AnswerRefused as refused:
        return str(refused)


def test_the_files_say_what_was_answered_and_are_valid() -> None:
    answers = {
        "connection": "acme", "stripe.account_id": "acct_1", "netsuite.account": "1234567_SB1",
        "netsuite.subsidiary": "4", "timezone": "Europe/Berlin", "start_date": "2026-11-01",
        "revenue.recognition": "auto", "revenue.rule": "1", "revenue.deferred_account": "5", "accounts.bad_debt": "",
    }  # fmt: skip
    assert settings_text(answers, ["mappings/acme.yaml"]).splitlines()[3:] == [
        'database_url: "sqlite:///connector.db"',
        "connections:",
        "  acme:",
        "    stripe:",
        "      account_id: acct_1",
        "    timezone: Europe/Berlin",
        "    netsuite:",
        '      account: "1234567_SB1"',
        "      subsidiary: 4",
        "    revenue:",
        "      recognition: auto",
        "    start_date: 2026-11-01",
        "    mapping: [mappings/acme.yaml]",
    ]
    assert complaints(answers, {}) == ()
    assert "revenue_recognition_rule_id: 1" in mapping_text(answers)
    assert "deferred_revenue_account_id: 5" in mapping_text(answers)
    assert "overrides" not in mapping_text({**answers, "revenue.recognition": "dates_only"})
    assert mapping_path(Path("config/connector.yaml"), answers) == Path("mappings/acme.yaml")


@pytest.mark.parametrize("text", ["a: b", 'it"s', "back\\slash", "#none", "yes: no", "ünï"])
def test_any_text_survives_the_settings_file(text: str) -> None:
    document = read_text("settings", settings_text({"database_url": text}), CODES)
    assert document.root is not None
    assert text in {entry.value.value for entry in document.root if hasattr(entry.value, "value")}  # type: ignore[union-attr]


def test_the_example_of_answers_answers_what_is_asked() -> None:
    answers = read_answers(packaged("config/answers.example.yaml"))
    assert answers.keys() <= set(KEYS)
    assert complaints(answers, {}) == ()


def test_a_live_key_and_a_sandbox_are_refused_while_they_are_answered() -> None:
    environment = {secret_variables({})[0]: "rk_live_1"}
    assert complaints({}, environment) == ()
    assert [each.code for each in complaints({"netsuite.account": "1234567_SB1"}, environment)] == ["CFG-006"]


USD = Ref(kind=Kind.CURRENCY, internal_id="1", name="USD")
CUSTOMER = Ref(kind=Kind.CUSTOMER, external_id="cus_1")


def _line(item: str, amount: str) -> TransactionLine:
    return TransactionLine(item=Ref(kind=Kind.SERVICE_SALE_ITEM, external_id=item), amount=Decimal(amount))


def test_a_shadow_posts_as_netsuite_would() -> None:
    deferred = Field(name="deferredRevenueAccount", type="reference", value="5")
    sales = Ref(kind=Kind.ACCOUNT, internal_id="8", name="Sales")
    lines = (_line("price_1", "120.00"), _line("coupon_1", "-20.00"), _line("price_2", "50.00"), _line("old", "7.00"))
    made = {"external_id": "in_1", "entity": CUSTOMER, "currency": USD, "lines": lines, "tran_date": date(2026, 3, 1)}
    records = [
        ServiceSaleItem(external_id="price_1", item_id="Gold", income_account=sales, fields=(deferred,)),
        ServiceSaleItem(external_id="price_2", item_id="Setup", income_account=sales),
        DiscountItem(external_id="coupon_1", item_id="Coupon"),
        Invoice(**made),  # type: ignore[arg-type]  # as it is spread
        CreditMemo(**{**made, "external_id": "cn_1", "lines": lines[2:3], "tran_date": date(2026, 4, 1)}),  # type: ignore[arg-type]
    ]
    shadow = shadow_of([Add(record=record) for record in records], FACTS)
    assert shadow.posted == {
        ("Accounts receivable", "2026-03", "USD"): Decimal("157.00"),
        ("Deferred Revenue", "2026-03", "USD"): Decimal("-100.00"),
        ("Sales", "2026-03", "USD"): Decimal("-50.00"),
        ("Income of items that NetSuite has", "2026-03", "USD"): Decimal("-7.00"),
        ("Accounts receivable", "2026-04", "USD"): Decimal("-50.00"),
        ("Sales", "2026-04", "USD"): Decimal("50.00"),
    }
    assert shadow.totals[Kind.INVOICE, "USD"] == (1, Decimal("157.00"))


def test_a_person_is_asked_again_until_the_answer_fits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("5\n4\n\n"))
    said: list[str] = []

    def wrong(answer: str) -> tuple[Message, ...]:
        said.append(answer)
        return (Message(code="CFG-003", text="not today", place=""),) if len(said) == 1 else ()

    assert Terminal().answer(replace(QUESTION, suggestion="4"), None, wrong) == "4"
    assert said == ["4", "4"], "5 is no choice; the first 4 is refused by the settings; Enter takes the suggestion"


def test_a_secret_that_was_refused_is_asked_for_again_and_may_stay(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOKEN", "old")
    said = iter(["", "", ""])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(said))
    terminal = Terminal()
    terminal.secret("TOKEN", lambda: ())
    assert os.environ["TOKEN"] == "old", "what the environment has is not asked for"
    assert terminal.again(refused=True)
    terminal.secret("TOKEN", lambda: ())
    assert os.environ["TOKEN"] == "old", "Enter leaves it"
    terminal.again(refused=False)
    terminal.secret("TOKEN", lambda: ())
    assert "press Enter to take this step again" in capsys.readouterr().err
    assert list(said) == []


def test_ctrl_c_at_a_question_ends_as_at_any_time(capsys: pytest.CaptureFixture[str]) -> None:
    def asked() -> int:
        raise typer.Abort

    with pytest.raises(typer.Exit) as ended:
        ending(asked)()
    assert ended.value.exit_code == Exit.PARTIAL
    assert "Nothing is lost" in capsys.readouterr().err
