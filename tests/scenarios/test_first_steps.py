"""`connector init` over HTTP: from nothing to books, with answers from a file; and what it does with wrong ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import NETSUITE_ACCOUNT, SECRETS, STRIPE_ACCOUNT, Company, Ended, company, run_connector

ANSWERS = f"""\
connection: main
database_url: sqlite:///{{folder}}/journal.db
stripe: {{{{ api_base: {{stripe}} }}}}
netsuite: {{{{ account: {NETSUITE_ACCOUNT}, base_url: {{netsuite}}, subsidiary: 1 }}}}
revenue:
  rule: 1                  # Straight-line by line dates
  deferred_account: 5      # Deferred Revenue
revenue_dates: {{{{ end_date_rule: last_day }}}}
start_date: 2026-01-01
shadow: {{{{ days: 3000 }}}}
agreed: yes
enable: all
"""


@pytest.fixture
def beginner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Beginner]:
    """Two accounts with a month that was sold and a setup, and a person with nothing but keys and answers."""
    story = Story()
    story.billed(story.gold, story.setup)
    story.billed(story.gold_eur, to=story.bo)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.config.unlink()
        yield Beginner(made, story.ada.id)


class Beginner:
    """Whoever begins, with an answers file."""

    def __init__(self, made: Company, first: str) -> None:
        self.company, self.first = made, first
        self.config = made.folder / "config" / "connector.yaml"
        self.mapping = made.folder / "mappings" / "main.yaml"

    def answers(self, text: str = ANSWERS) -> Path:
        """The answers file."""
        path = self.company.folder / "answers.yaml"
        made = self.company
        said = {"folder": made.folder, "stripe": made.stripe_address, "netsuite": made.netsuite_address}
        path.write_text(text.format(**said), encoding="utf-8")
        return path

    def init(self, text: str = ANSWERS, *options: str) -> Ended:
        """`connector init --answers`."""
        return run_connector("init", "--answers", str(self.answers(text)), "--config", str(self.config), *options)

    def run(self, *arguments: str) -> Ended:
        """A command with what init made."""
        return run_connector(*arguments, "--config", str(self.config))


def test_from_answers_to_books_with_all_checks_green(beginner: Beginner) -> None:
    begun = beginner.init()
    assert begun.code == 0, begun.said
    assert beginner.company.writes() == 0
    assert "Step 10 of 10: Enable" in begun.err
    assert "How to stop" in begun.out
    examined = beginner.run("doctor")
    assert (examined.code, "✗" in examined.out) == (0, False), examined.out
    synced = beginner.run("sync")
    assert synced.code == 0, synced.said
    books = beginner.company.books()
    assert "Deferred Revenue: EUR -90.00, USD -100.00" in books, (
        "what is sold over time is deferred by the rule of step 6"
    )
    assert "Sales: USD -250.00" in books, "and what is sold once is income at once"
    again = beginner.run("doctor")
    assert (again.code, "✗" in again.out) == (0, False), again.out


def test_what_init_shows_and_writes(beginner: Beginner) -> None:
    begun = beginner.init()
    table = [" ".join(line.split()) for line in begun.out.splitlines()]
    assert "Deferred Revenue 2026-03 USD -100.00" in table, begun.out
    assert "Sales 2026-03 USD -250.00" in table
    assert "Undeposited Funds 2026-03 USD 350.00" in table
    assert "Invoice USD 1 350.00" in table
    assert not beginner.company.journal.exists(), "a shadow leaves no journal"
    for needed in ("Charges and Refunds", "Credit notes", "Customer Refund             Full", "SuiteAnalytics"):
        assert needed in begun.err, "what must be granted is printed"
    assert f"account_id: {STRIPE_ACCOUNT}" in beginner.config.read_text(), "the account of the key is suggested"
    written = [path.read_text() for path in (beginner.mapping, *beginner.config.parent.iterdir())]
    assert not [secret for secret in SECRETS.values() if any(secret in text for text in [*written, begun.said])]
    changed = ANSWERS.replace("end_date_rule: last_day", "end_date_rule: as_is")
    assert beginner.init(changed, "--step", "6").code == 0
    assert "end_date_rule: as_is" in beginner.config.read_text(), "a step is repeated by itself, and the files follow"


def test_a_first_customer_comes_alone(beginner: Beginner) -> None:
    text = ANSWERS.replace("enable: all", f"enable: one_customer\ncustomer: {beginner.first}")
    begun = beginner.init(text)
    assert begun.code == 0, begun.said
    alone = run_connector("sync", "--config", str(beginner.config.with_name("first_customer.yaml")))
    assert alone.code == 0, alone.said
    assert [one["externalId"] for one in beginner.company.records("invoice")] == ["in_demo0001"]
    first = beginner.company.records("customerPayment")
    everyone = beginner.run("sync")
    assert everyone.code == 0, everyone.said
    assert [one["externalId"] for one in beginner.company.records("invoice")] == ["in_demo0001", "in_demo0002"]
    assert beginner.company.records("customerPayment")[:1] == first, "what came first is taken for what it is"


def test_it_goes_on_where_it_was_left(beginner: Beginner) -> None:
    without = ANSWERS.replace("agreed: yes\n", "")
    stopped = beginner.init(without)
    assert (stopped.code, "agreed needs an answer: Do they agree?" in stopped.err) == (2, True), stopped.said
    assert json.loads((beginner.config.parent / "connector.yaml.init.json").read_text())["done"] == 8
    assert not beginner.config.exists()
    assert beginner.init(ANSWERS, "--step", "10").code == 2, "9 comes first"
    assert beginner.init(ANSWERS, "--step", "9").code == 0
    assert beginner.init(ANSWERS, "--step", "10").code == 0
    assert beginner.config.exists()


PRODUCTION = 'netsuite: {{ account: "1234567" }}'
WRONG = {
    "a secret": ("stripe: {{", "stripe: {{ api_key: rk_test_1,", 3, "stripe.api_key is a secret"),
    "a question that is not asked": ("agreed: yes", "agree: yes", 3, "there is no question agree"),
    "a time zone that does not exist": ("agreed: yes", "agreed: yes\ntimezone: Mars", 3, "must be a time zone"),
    "a date that does not exist": ("start_date: 2026-01-01", "start_date: 2026-02-30", 3, "must be a date that exists"),
    "a subsidiary that is not there": ("subsidiary: 1", "subsidiary: 7", 2, '"7" is none of these: 1 (Parent Company)'),
    "an account that defers nothing": ("deferred_account: 5", "deferred_account: 8", 2, '"8" is none of these: 4 ('),
    "a test key for production": (ANSWERS.splitlines()[3], PRODUCTION, 3, "CFG-006"),
    "another account of Stripe": ("stripe: {{", "stripe: {{ account_id: acct_2,", 3, "belongs to account acct_smallco"),
    "books that do not agree": ("agreed: yes", "agreed: no", 2, "Nothing is enabled."),
}
"""What is put in place of what, and how it ends."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_ends_it_with_an_exact_message(name: str, beginner: Beginner) -> None:
    old, new, code, says = WRONG[name]
    assert old in ANSWERS
    ended = beginner.init(ANSWERS.replace(old, new))
    assert (ended.code, says in ended.said) == (code, True), ended.said
    assert not beginner.config.exists()


def test_a_missing_secret_is_named(beginner: Beginner) -> None:
    beginner.company.knows(NETSUITE__TOKEN_SECRET=None)
    ended = beginner.init()
    assert ended.code == 3
    assert "CFG-005" in ended.err
    assert "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_SECRET is not set" in ended.err


def test_without_a_terminal_it_asks_for_answers(beginner: Beginner) -> None:
    ended = run_connector("init", "--config", str(beginner.config))
    assert (ended.code, "give it a file with --answers" in ended.err) == (2, True)


def test_a_settings_file_of_somebody_is_left_alone(beginner: Beginner) -> None:
    beginner.config.parent.mkdir()
    beginner.config.write_text("mine")
    ended = beginner.init()
    assert (ended.code, "is there already, and was left as it is" in ended.err) == (2, True)
    assert beginner.config.read_text() == "mine"
