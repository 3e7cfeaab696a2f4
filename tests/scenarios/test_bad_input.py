"""What goes wrong around the product: one sentence, what to do, an exit code, and a run that is simply repeated."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from faults.processes import CALL

from scenarios.books import three_families
from scenarios.company import SECRETS, Company, Ended, company, run_connector
from stripe_client.emulator import StripeEmulator
from stripe_client.emulator.emulator import Answer
from stripe_client.emulator.surface import Asked

NOWHERE = "http://127.0.0.1:9"
PLANTED = "plantedSecret0123456789"


def is_for_people(ended: Ended) -> bool:
    """No trace of Python in what is said, and no secret either."""
    leaked = [secret for secret in (*SECRETS.values(), PLANTED) if secret in ended.said]
    assert not leaked, ended.said
    return "Traceback" not in ended.said and 'File "' not in ended.said and "Error:" not in ended.said


def stripe(made: Company, **differences: str) -> str:
    settings = {"account_id": "acct_smallco", "api_base": made.stripe_address} | differences
    return "{ " + ", ".join(f"{name}: {value}" for name, value in settings.items()) + " }"


def netsuite(made: Company, **differences: str) -> str:
    settings = {"account": "TSTDRV77", "base_url": made.netsuite_address, "subsidiary": "1"} | differences
    return "{ " + ", ".join(f"{name}: {value}" for name, value in settings.items()) + " }"


def wrong_key(made: Company) -> None:
    made.knows(STRIPE__API_KEY=f"rk_test_{PLANTED}")


def wrong_stripe_account(made: Company) -> None:
    made.configure(stripe=stripe(made, account_id="acct_other"))


def wrong_netsuite_account(made: Company) -> None:
    made.configure(netsuite=netsuite(made, account="TSTDRV99"))


def refused_signature(made: Company) -> None:
    made.knows(NETSUITE__TOKEN_SECRET=PLANTED)


def stripe_unreachable(made: Company) -> None:
    made.configure(stripe=stripe(made, api_base=NOWHERE))


def netsuite_unreachable(made: Company) -> None:
    made.configure(netsuite=netsuite(made, base_url=NOWHERE))


def unreadable_database(made: Company) -> None:
    made.folder.joinpath("not-a-database.db").write_bytes(b"this is no database, whatever its name says" * 50)
    made.configure(database_url=f"sqlite:///{made.folder / 'not-a-database.db'}")


def database_in_no_folder(made: Company) -> None:
    made.configure(database_url=f"sqlite:///{made.folder / 'nowhere' / 'journal.db'}")


def malformed_yaml(made: Company) -> None:
    made.config.write_text("connections:\n  main: { stripe: [\n", encoding="utf-8")


def unknown_setting(made: Company) -> None:
    made.configure(more="    time_zone: UTC\n")


def missing_variable(made: Company) -> None:
    made.knows(NETSUITE__TOKEN_SECRET=None)


def no_settings(made: Company) -> None:
    made.config.unlink()


def malformed_mapping(made: Company) -> None:
    made.map_fields("version: 1\nfield_defaults:\n  invoice: { departmnt_id: 2 }\n")


def secret_in_the_file(made: Company) -> None:
    made.configure(stripe=stripe(made, api_key=f"rk_test_{PLANTED}"))


def account_without_the_configured_receivable(made: Company) -> None:
    made.configure(more='    accounts: { receivable: "4711" }\n')


BAD_INPUT: dict[str, tuple[Callable[[Company], None], int, str]] = {
    "a wrong Stripe key": (wrong_key, 4, "Stripe refused the API key"),
    "the key of another Stripe account": (wrong_stripe_account, 3, "acct_other"),
    "a wrong NetSuite account": (wrong_netsuite_account, 4, "netsuite.account"),
    "a signature that NetSuite refuses": (refused_signature, 4, "Renew the token"),
    "a Stripe that cannot be reached": (stripe_unreachable, 4, "Stripe could not be reached.\nCheck the network"),
    "a NetSuite that cannot be reached": (netsuite_unreachable, 4, "Check the network, and netsuite.base_url"),
    "a file that is no database": (unreadable_database, 4, "database"),
    "a database in a folder that is not there": (database_in_no_folder, 4, "database"),
    "malformed YAML": (malformed_yaml, 3, "connector.yaml:"),
    "an unknown setting": (unknown_setting, 3, 'did you mean "timezone"?'),
    "a missing environment variable": (missing_variable, 3, "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_SECRET"),
    "a settings file that is not there": (no_settings, 3, "connector.yaml"),
    "a mapping that names no field": (malformed_mapping, 3, 'did you mean "department_id"?'),
    "a secret in the file": (secret_in_the_file, 3, "CONNECTOR_CONNECTIONS__MAIN__STRIPE__API_KEY"),
    "an account that NetSuite does not have": (account_without_the_configured_receivable, 3, "accounts.receivable"),
}


@pytest.mark.parametrize(("spoil", "code", "says"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_is_said_in_a_sentence_and_the_mended_run_brings_everything_home(
    small_company: Company, spoil: Callable[[Company], None], code: int, says: str
) -> None:
    spoil(small_company)
    ended = small_company.run("sync")
    assert (ended.code, ended.out) == (code, ""), ended.said
    assert says in ended.err
    assert is_for_people(ended)
    assert small_company.writes() == 0

    small_company.configure()
    small_company.knows()
    mended = small_company.sync()
    assert mended.code == 0, mended.said
    assert "All good: 15 synced" in mended.out


# Trouble after something was recorded


def test_what_netsuite_would_not_let_in_goes_out_with_the_next_run_and_without_a_wait(small_company: Company) -> None:
    small_company.faults({"kind": "login", "operation": "addList", "nth": 2, "times": 99})
    ended = small_company.sync()
    assert ended.code == 4, ended.said
    assert "Renew the token" in ended.err
    assert is_for_people(ended)
    assert "on their way; nothing needs you." in small_company.run("status").out

    small_company.mend()
    began = time.monotonic()
    assert small_company.sync().code == 0
    assert time.monotonic() - began < 20, "it waits for nothing"
    assert "Accounts Receivable: EUR 90.00, USD 0.00" in small_company.books()


# Objects and fields that are not as they must be


def test_a_book_with_a_broken_object_is_refused_with_the_place(small_company: Company, tmp_path: Path) -> None:
    book = tmp_path / "book.json"
    book.write_text('{"customers": [{"id": "cus_1", "object": "customer", "created": "yesterday"}]}', encoding="utf-8")
    for command in (("demo", "--state", str(tmp_path / "demo"), "--book"), ("emulate", "stripe", "--book")):
        ended = run_connector(*command, str(book))
        assert ended.code == 2, ended.said
        assert "customers[0].created" in ended.err
        assert "Correct the book at the places named." in ended.err
        assert is_for_people(ended)


def test_a_demo_in_a_place_that_is_no_folder_says_so(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("", encoding="utf-8")
    for state, options, why in (
        (file, (), "it is a file"),
        (file, ("--failures",), "it is a file"),
        (file / "under", (), "Not a directory"),
    ):
        ended = run_connector("demo", *options, "--state", str(state))
        assert ended.code == 2, ended.said
        assert f"{state} cannot be the folder that keeps everything ({why})." in ended.err
        assert "Name another folder." in ended.err
        assert is_for_people(ended)


class LyingStripe(StripeEmulator):
    """Says of one invoice's total what no total is."""

    lies = True

    def answer(self, asked: Asked) -> Answer:
        answer = super().answer(asked)
        return replace(answer, body=answer.body.replace(b'"total":9000,', b'"total":"a lot",')) if self.lies else answer


def test_a_broken_object_stops_its_own_family_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = three_families()
    with company(tmp_path, monkeypatch, story.book, emulator=LyingStripe) as made:
        ended = made.sync()
        assert ended.code == 1, ended.said
        assert "ST-208 BROKEN_OBJECT" in ended.out
        assert "in_demo0003" in ended.out
        assert is_for_people(ended)
        assert [record["externalId"] for record in made.records("invoice")] == ["in_demo0001", "in_demo0002"]
        shown = made.run("show", "in_demo0003").out
        assert "ST-208 Stripe's object in_demo0003 cannot be read at total" in shown

        monkeypatch.setattr(LyingStripe, "lies", False)
        made.stripe.merge({"invoices": [{**story.book["invoices"][-1], "description": "corrected"}]})
        mended = made.sync()
        assert mended.code == 0, mended.said
        assert "All good: 15 synced" in mended.out


REQUIRED = "NS-101 NetSuite requires Department and we sent none"


@pytest.fixture
def demanding_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Its NetSuite demands a department on every invoice."""
    with company(tmp_path, monkeypatch, three_families().book, required_fields=["invoice.department"]) as made:
        yield made


def test_a_required_field_that_is_missing_is_an_issue_and_what_does_not_need_it_goes_in(
    demanding_company: Company,
) -> None:
    ended = demanding_company.sync()
    assert ended.code == 1, ended.said
    assert "3 records need you, 1 cause; 6 synced, 6 on their way." in ended.out
    assert ended.out.endswith(
        "       3  NS-101 REQUIRED_FIELD_MISSING  (partner (mapping))\n"
        "          in_demo0003, in_demo0002, in_demo0001\n"
        "  What happened and what to do: connector show in_demo0003\n"
    )
    assert [record["externalId"] for record in demanding_company.records("customer")] == [
        "cus_demo0001",
        "cus_demo0002",
    ]
    shown = demanding_company.run("show", "in_demo0001").out
    assert REQUIRED in shown
    assert "Add a default for it under field_defaults in a mapping file" in shown
    assert "[waiting for in_demo0001]\nCustomer payment ch_demo0001" in shown


def test_a_default_in_the_mapping_brings_refused_invoices_in_without_a_retry(demanding_company: Company) -> None:
    demanding_company.sync()
    demanding_company.map_fields("version: 1\nfield_defaults:\n  invoice: { department_id: 1 }\n")
    assert "department_id 1" in demanding_company.sync("--dry-run").out, "a dry run knows of the changed mapping too"
    mended = demanding_company.sync()
    assert mended.code == 0, mended.said
    assert "All good: 15 synced, nothing waits." in mended.out
    assert {record["department"]["internalId"] for record in demanding_company.records("invoice")} == {"1"}


def test_a_linked_record_that_does_not_exist_holds_its_own_and_the_corrected_link_brings_everything_home(
    small_company: Company,
) -> None:
    """Rule I-4: NS-104 for the record that is linked; the others of the family go on."""
    ada = next(each for each in three_families().book["customers"] if each["id"] == "cus_demo0001")
    small_company.stripe.merge({"customers": [{**ada, "metadata": {"netsuite_customer_id": "4711"}}]})
    ended = small_company.sync()
    assert ended.code == 1, ended.said
    assert "NS-104 LINKED_RECORD_MISSING" in ended.out
    assert is_for_people(ended)
    shown = small_company.run("show", "cus_demo0001").out
    assert "NetSuite has no customer 4711, which customer.metadata.netsuite_customer_id names" in shown
    assert "Link another record or clear the key at Stripe" in shown
    assert [record["externalId"] for record in small_company.records("invoice")] == ["in_demo0003"]
    items = [record["externalId"] for record in small_company.records("serviceSaleItem")]
    assert items == ["price_demo0001", "price_demo0002", "price_demo0003"]

    small_company.stripe.merge({"customers": [{**ada, "metadata": {}}]})
    mended = small_company.sync()
    assert mended.code == 0, mended.said
    assert "All good: 15 synced" in mended.out


def test_what_was_refused_stays_refused_until_somebody_retries_it(small_company: Company) -> None:
    refusal = {"kind": "refuse", "operation": "addList", "external_id": "in_demo0001", "code": "USER_ERROR"}
    small_company.faults(refusal | {"message": "Please enter value(s) for: Department", "times": 2, "nth": 1})
    assert small_company.sync().code == 1
    assert small_company.sync().code == 1, "nobody asked for another try"
    retried = small_company.run("retry", "--all")
    assert (retried.code, retried.out) == (0, "1 queued again. Send them with: connector sync\n")
    small_company.sync()
    assert small_company.run("retry", "in_demo0001").out == "Nothing of that was refused.\n"
    assert "in_demo0001 2026-03-01 USD 350.00 open 0.00" in small_company.books()


# Secrets


def test_no_secret_is_in_anything_that_is_said_logged_or_kept(small_company: Company) -> None:
    key = f"rk_test_{PLANTED}"
    wrong = {name: f"{name.lower()}-{PLANTED}" for name in SECRETS if name.startswith("NETSUITE")}
    said = ""
    for environment in ({"STRIPE__API_KEY": key}, wrong, {}):
        small_company.knows(**environment)
        for command in (
            ("sync",),
            ("sync", "--dry-run"),
            ("config", "show", "--sources"),
            ("status",),
            ("show", "in_demo0001"),
        ):
            said += run_connector("--verbose", *command, "--config", str(small_company.config)).said
    kept = b"".join(path.read_bytes() for path in small_company.folder.iterdir() if path.is_file())
    for secret in (PLANTED, *SECRETS.values()):
        assert secret not in said
        assert secret.encode() not in kept
    assert "{" in said, "logs were written"


# Stopping


def test_an_interrupted_sync_says_how_to_go_on_and_loses_nothing(small_company: Company) -> None:
    small_company.faults({"kind": "slow", "operation": "addList", "seconds": 1.5})
    process = subprocess.Popen(
        [sys.executable, "-c", CALL, "sync", "--config", small_company.config],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until_asked(small_company, "addList")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (5, ""), err
    assert err == "Stopped. Nothing is lost: run the same command to go on.\n"

    assert small_company.sync().code == 0
    assert "Accounts Receivable: EUR 90.00, USD 0.00" in small_company.books()


def until_asked(made: Company, operation: str) -> None:
    """Wait until NetSuite was asked for something."""
    deadline = time.monotonic() + 30
    while not made.asked("requests")["counts"].get(operation):
        assert time.monotonic() < deadline
        time.sleep(0.05)
