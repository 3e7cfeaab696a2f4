"""`connector init` over HTTP: from nothing to books, with answers from a file; and what it does with wrong ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@contextmanager
def a_beginner(folder: Path, environment: pytest.MonkeyPatch) -> Iterator[Beginner]:
    """Two accounts with a month that was sold and a setup, and a person with nothing but keys and answers."""
    story = Story()
    story.billed(story.gold, story.setup)
    story.billed(story.gold_eur, to=story.bo)
    with company(folder, environment, story.book) as made:
        made.config.unlink()
        yield Beginner(made, story.ada.id, folder)


@pytest.fixture
def beginner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Beginner]:
    """Somebody whose books may be written to."""
    with a_beginner(tmp_path, monkeypatch) as made:
        yield made


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Somebody who took all steps, how that ended, and what is kept of it."""

    beginner: Beginner
    ended: Ended
    kept: str


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    """All steps, taken once."""
    folder = tmp_path_factory.mktemp("begun")
    with pytest.MonkeyPatch.context() as environment, a_beginner(folder, environment) as made:
        ended = made.init()
        yield Begun(beginner=made, ended=ended, kept=made.state.read_text())


@pytest.fixture
def another(begun: Begun, tmp_path: Path) -> Beginner:
    """The same accounts, in which nothing is written, and another folder, in which all steps are kept."""
    made = Beginner(begun.beginner.company, begun.beginner.first, tmp_path)
    made.keep(begun.kept)
    return made


class Beginner:
    """Whoever begins, with an answers file."""

    def __init__(self, made: Company, first: str, folder: Path) -> None:
        self.company, self.first, self.folder = made, first, folder
        self.config = folder / "config" / "connector.yaml"
        self.mapping = folder / "mappings" / "main.yaml"
        self.state = folder / "config" / "connector.yaml.init.json"

    def keep(self, state: str, **differences: object) -> None:
        """Be as far as somebody else was."""
        self.state.parent.mkdir()
        self.state.write_text(json.dumps({**json.loads(state), **differences}))

    def answers(self, text: str = ANSWERS) -> Path:
        """The answers file."""
        path = self.folder / "answers.yaml"
        made = self.company
        said = {"folder": self.folder, "stripe": made.stripe_address, "netsuite": made.netsuite_address}
        path.write_text(text.format(**said), encoding="utf-8")
        return path

    def init(self, text: str = ANSWERS, *options: str) -> Ended:
        """`connector init --answers`."""
        return run_connector("init", "--answers", str(self.answers(text)), "--config", str(self.config), *options)

    def run(self, *arguments: str) -> Ended:
        """A command with what init made."""
        return run_connector(*arguments, "--config", str(self.config))


def test_what_init_shows_and_writes(begun: Begun) -> None:
    made, ended = begun.beginner, begun.ended
    assert ended.code == 0, ended.said
    assert made.company.writes() == 0
    assert "Step 10 of 10: Enable" in ended.err
    assert "How to stop" in ended.out
    table = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert "Deferred Revenue 2026-03 USD -100.00" in table, ended.out
    assert "Sales 2026-03 USD -250.00" in table
    assert "Undeposited Funds 2026-03 USD 350.00" in table
    assert "Invoice USD 1 350.00" in table
    assert "invoices (1) 350.00 350.00 0.00 0.00 0.00" in table, "what would be posted is held against Stripe's totals"
    assert "Everything is explained: unexplained 0.00." in table
    assert "Nothing was open at Stripe before 2026-01-01" in ended.out
    assert "What each end date rule makes of in_demo" in ended.err
    assert "last_day  2026-" in ended.err
    assert not (made.folder / "journal.db").exists(), "a shadow leaves no journal"
    for needed in ("Charges and Refunds", "Credit notes", "Customer Refund             Full", "SuiteAnalytics"):
        assert needed in ended.err, "what must be granted is printed"
    assert f"account_id: {STRIPE_ACCOUNT}" in made.config.read_text(), "the account of the key is suggested"
    written = [path.read_text() for path in (made.mapping, *made.config.parent.iterdir())]
    assert not [secret for secret in SECRETS.values() if any(secret in text for text in [*written, ended.said])]


def test_a_step_is_repeated_by_itself_and_the_files_follow(another: Beginner) -> None:
    changed = ANSWERS.replace("end_date_rule: last_day", "end_date_rule: as_is")
    assert another.init(changed, "--step", "6").code == 0
    assert "end_date_rule: as_is" in another.config.read_text()


def test_a_first_customer_comes_alone_then_everyone_with_all_checks_green(beginner: Beginner, begun: Begun) -> None:
    theirs, ours = begun.beginner.company, beginner.company
    addresses = {theirs.stripe_address: ours.stripe_address, theirs.netsuite_address: ours.netsuite_address}
    kept = begun.kept
    for old, new in {**addresses, str(begun.beginner.folder): str(beginner.folder)}.items():
        kept = kept.replace(old, new)
    beginner.keep(kept, done=9)
    text = ANSWERS.replace("enable: all", f"enable: one_customer\ncustomer: {beginner.first}")
    enabled = beginner.init(text, "--step", "10")
    assert (enabled.code, "once its records in NetSuite are right: enable everyone" in enabled.out) == (0, True)
    assert not beginner.config.exists(), "nobody else can be synced by mistake"
    assert json.loads(beginner.state.read_text())["done"] == 9, "the same command goes on with everyone"
    alone = run_connector("sync", "--config", str(beginner.config.with_name("first_customer.yaml")))
    assert alone.code == 0, alone.said
    assert [one["externalId"] for one in beginner.company.records("invoice")] == ["in_demo0001"]
    first = beginner.company.records("customerPayment")
    enabled = beginner.init(ANSWERS + "schedule: {{ sync: {{ every: 30m }} }}\n", "--step", "10")
    assert (enabled.code, "from then on by itself, every 30m" in enabled.out) == (0, True), enabled.said
    assert 'every: "30m"' in beginner.config.read_text()
    examined = beginner.run("doctor")
    assert (examined.code, "✗" in examined.out) == (0, False), examined.out
    everyone = beginner.run("sync")
    assert everyone.code == 0, everyone.said
    assert [one["externalId"] for one in beginner.company.records("invoice")] == ["in_demo0001", "in_demo0002"]
    assert beginner.company.records("customerPayment")[:1] == first, "what came first is taken for what it is"
    books = beginner.company.books()
    assert "Deferred Revenue: EUR -90.00, USD -100.00" in books, (
        "what is sold over time is deferred by the rule of step 6"
    )
    assert "Sales: USD -250.00" in books, "and what is sold once is income at once"
    again = beginner.run("doctor")
    assert (again.code, "✗" in again.out) == (0, False), again.out


def test_it_goes_on_where_it_was_left(another: Beginner) -> None:
    another.state.write_text(another.state.read_text().replace('"done": 10', '"done": 8'))
    stopped = another.init(ANSWERS.replace("agreed: yes\n", ""), "--step", "9")
    assert (stopped.code, "agreed needs an answer: Do they agree?" in stopped.err) == (2, True), stopped.said
    assert json.loads(another.state.read_text())["done"] == 8
    assert not another.config.exists()
    assert another.init(ANSWERS, "--step", "10").code == 2, "9 comes first"
    assert another.init(ANSWERS, "--step", "9").code == 0
    assert another.init(ANSWERS, "--step", "10").code == 0
    assert another.config.exists()


PRODUCTION = 'netsuite: {{ account: "1234567" }}'
WRONG = {
    "a secret": (2, "stripe: {{", "stripe: {{ api_key: rk_test_1,", 3, "stripe.api_key is a secret"),
    "a question that is not asked": (9, "agreed: yes", "agree: yes", 3, "there is no question agree"),
    "a time zone that does not exist": (2, "agreed: yes", "timezone: Mars", 3, "must be a time zone"),
    "a date that does not exist": (7, "start_date: 2026-01-01", "start_date: 2026-02-30", 3, "must be a date that"),
    "a subsidiary that is not there": (4, "subsidiary: 1", "subsidiary: 7", 2, '"7" is none of these: 1 (Parent Co'),
    "an account that defers nothing": (6, "deferred_account: 5", "deferred_account: 8", 2, '"8" is none of these: 4 ('),
    "a test key for production": (3, ANSWERS.splitlines()[3], PRODUCTION, 3, "CFG-006"),
    "another account of Stripe": (
        2,
        "stripe: {{",
        "stripe: {{ account_id: acct_2,",
        3,
        "belongs to account acct_smallco",
    ),
    "books that do not agree": (9, "agreed: yes", "agreed: no", 2, "Nothing is enabled."),
}
"""In which step what is put in place of what, and how it ends."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_ends_it_with_an_exact_message(name: str, another: Beginner) -> None:
    step, old, new, code, says = WRONG[name]
    assert old in ANSWERS
    ended = another.init(ANSWERS.replace(old, new), "--step", str(step))
    assert (ended.code, says in ended.said) == (code, True), ended.said
    assert not another.config.exists()


def test_a_missing_secret_is_named(another: Beginner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_SECRET")
    ended = another.init(ANSWERS, "--step", "3")
    assert ended.code == 3
    assert "CFG-005" in ended.err
    assert "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_SECRET is not set" in ended.err


def test_without_a_terminal_it_asks_for_answers(tmp_path: Path) -> None:
    ended = run_connector("init", "--config", str(tmp_path / "connector.yaml"))
    assert (ended.code, "give it a file with --answers" in ended.err) == (2, True)


def test_a_settings_file_of_somebody_is_left_alone(another: Beginner) -> None:
    another.state.unlink()
    another.config.write_text("mine")
    ended = another.init()
    assert (ended.code, "is there already, and was left as it is" in ended.err) == (2, True)
    assert another.config.read_text() == "mine"


def test_what_was_open_at_the_cut_over_is_listed(another: Beginner) -> None:
    listed = another.init(ANSWERS.replace("start_date: 2026-01-01", "start_date: 2026-03-02"), "--step", "7")
    assert listed.code == 0, listed.said
    table = [" ".join(line.split()) for line in listed.out.splitlines()]
    assert "Open before 2026-03-02, and never posted by the connector: see that NetSuite has it." in table
    assert "invoices USD 1 350.00" in table
    assert "2026-03-01 in_demo0002 EUR 90.00" in table, "an invoice that was paid on the next day"
