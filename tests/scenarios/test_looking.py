"""Commands that only look: each says the same as data, and why every value is what it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from scenarios.books import three_families
from scenarios.company import Company, company

SHOWN = """\
[synced]
Customer payment ch_demo0001  2026-03-02  USD 350.00  Ada Ltd (cus_demo0001)  by Stripe
  to        Undeposited Funds
  memo      Stripe: ch_demo0001

[synced]
Application  ch_demo0001 applied to in_demo0001  USD 350.00
"""
INVOICE = """\
Invoice in_demo0001  2026-03-01  USD  Ada Ltd (cus_demo0001)  no. DEMO-0001
  Gold (price_demo0001)             1 × Gold, monthly                       x 1               100.00  2026-03-01 .. 2026-04-02
    custcol_stripe_start 2026-03-01  custcol_stripe_end 2026-04-01
  Setup (price_demo0002)            1 × Setup                               x 1               250.00
  total                                                                                       350.00
  memo      Stripe: in_demo0001
"""  # noqa: E501  # as wide as the text is


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company whose three families are synced; its tests only look."""
    with (
        pytest.MonkeyPatch.context() as environment,
        company(tmp_path_factory.mktemp("synced"), environment, three_families().book) as made,
    ):
        made.map_fields(MAPPING)
        assert made.sync().code == 0
        yield made


MAPPING = """\
version: 1
field_defaults:
  invoice: { department_id: 1 }
field_mappings:
  invoice_item:
    "price.nickname": description
"""


def test_show_tells_the_story_of_an_invoice_and_what_pays_it(synced: Company) -> None:
    shown = synced.run("show", "in_demo0001")
    assert shown.code == 0
    assert without_ids(SHOWN) in without_ids(shown.out)
    assert shown.out.count("invoice in_demo0001  read ") == shown.out.count("charge ch_demo0001  read ") == 1


def without_ids(text: str) -> str:
    """The text without NetSuite's ids and times of day, which differ from run to run."""
    return "\n".join(line.partition("]")[0] if line.startswith("[") else line for line in text.splitlines())


def test_show_takes_netsuites_id_as_well_as_stripes(synced: Company) -> None:
    (invoice,) = (one for one in synced.records("invoice") if one["externalId"] == "in_demo0001")
    by_netsuite = synced.run("show", f"invoice:{invoice['internalId']}")
    assert by_netsuite.out == synced.run("show", "in_demo0001").out


def test_show_says_the_same_as_data(synced: Company) -> None:
    families = {family["root"]: family for family in synced.run("show", "in_demo0001", "--json").json}
    assert set(families) == {"in_demo0001", "ch_demo0001"}
    payment = families["ch_demo0001"]["records"][-2]
    assert (payment["kind"], payment["state"], payment["content"]["payment"]) == (
        "customer_payment",
        "synced",
        "350.00",
    )
    assert payment["issue"] is None
    assert "T" in families["in_demo0001"]["read_at"], "a moment is written as ISO 8601 has it"


@pytest.mark.parametrize("command", ["show", "preview", "explain"])
def test_an_id_that_nobody_knows_is_said_with_the_ids_that_work(synced: Company, command: str) -> None:
    ended = synced.run(command, "sub_nobody")
    assert (ended.code, ended.out) == (2, "")
    assert "sub_nobody" in ended.err
    assert "in_…, ch_…, py_…, cus_…, invoice:456" in ended.err


def test_preview_shows_an_invoice_as_it_would_be_now_and_writes_nothing(small_company: Company) -> None:
    previewed = small_company.run("preview", "in_demo0001", "ch_demo0001")
    assert previewed.code == 0
    assert INVOICE in previewed.out
    assert "  applied to in_demo0001" in previewed.out
    assert small_company.writes() == 0


@pytest.mark.parametrize(
    ("command", "ended"),
    [
        (("preview", "in_demo0001"), "    setting: revenue_dates.end_date_rule\n"),
        (("show", "in_demo0001"), "end date: add_day, rows: rule_period, method: even_periods\n"),
        (("explain", "in_demo0001"), "end date: add_day, rows: rule_period, method: even_periods\n"),
        (("sync",), ""),
        (("sync", "--dry-run"), ""),
        (("schedule", "in_demo0001"), ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_rr_6_every_command_that_shows_service_dates_names_the_end_date_rule(
    synced: Company, command: tuple[str, ...], ended: str
) -> None:
    said = synced.run(*command)
    assert said.code == 0
    assert "end date: add_day" in said.out
    assert said.out.endswith(ended)


PERIOD_TABLE = """\
end date: add_day, rows: dates, method: even_periods

! REV-104 end date rule add_day: in_demo0001 line 1, Stripe 2026-03-01 to 2026-04-01 (1 periods), touches 2
The three end date rules on in_demo0001 line 1, Stripe 2026-03-01 to 2026-04-01:
    add_day   2026-03-01 .. 2026-04-02    2 periods   2 x 50.00    <- in force
    last_day  2026-03-01 .. 2026-03-31    1 period    100.00
    as_is     2026-03-01 .. 2026-04-01    2 periods   2 x 50.00
    setting: revenue_dates.end_date_rule
"""


def test_rr_6_preview_shows_what_each_end_date_rule_makes_of_the_most_recent_period(small_company: Company) -> None:
    small_company.configure(more="    revenue_dates: { term_source: dates }\n")
    previewed = small_company.run("preview", "in_demo0001")
    assert previewed.out.endswith(PERIOD_TABLE)
    (told,) = small_company.run("preview", "in_demo0001", "--json").json
    assert (told["end_date_rule"], [one["periods"] for one in told["end_dates"]]) == ("add_day", [2, 1, 2])


def test_preview_says_the_same_as_data(synced: Company) -> None:
    (previewed,) = synced.run("preview", "in_demo0003", "--json").json
    assert previewed["root"] == "in_demo0003"
    assert [one["kind"] for one in previewed["records"]] == ["customer", "service_sale_item", "invoice"]
    assert previewed["problems"] == []


@pytest.mark.parametrize("command", ["preview", "explain"])
def test_an_invoice_that_stripe_does_not_have_is_said_to_be_nowhere(synced: Company, command: str) -> None:
    ended = synced.run(command, "in_nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "Stripe does not have in_nowhere: deleted, or of another account or mode.\n"


def explained(made: Company, id_: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Each field of each record by external id and name."""
    return {
        (record["external_id"], line["field"]): line
        for record in made.run("explain", id_, "--json").json
        for line in record["fields"]
    }


def test_explain_names_a_rule_or_a_mapping_entry_for_every_field_of_every_record(synced: Company) -> None:
    fields = explained(synced, "in_demo0001") | explained(synced, "ch_demo0001")
    assert [name for name, line in fields.items() if not line["by"]] == []
    assert {id_ for id_, _ in fields} >= {"cus_demo0001", "price_demo0001", "in_demo0001", "ch_demo0001"}


def test_explain_names_the_stripe_path_and_the_value_that_stood_there(synced: Company) -> None:
    fields = explained(synced, "in_demo0001")
    assert fields["in_demo0001", "lines[1].amount"] == {
        "field": "lines[1].amount",
        "value": "250.00",
        "by": "V-3, A-5",
        "path": "invoice.lines[1].amount",
        "stripe_value": 25000,
        "steps": [],
        "default_at": None,
        "not_used": [],
    }


@pytest.mark.parametrize(
    ("field", "value", "by", "path"),
    [
        ("department_id", "1", "ours.yaml:3:14", None),
        ("lines[0].description", "Gold, monthly", "ours.yaml:6:5", "price.nickname"),
    ],
    ids=["a default", "a mapped field"],
)
def test_explain_names_file_and_line_of_a_mapping_entry(
    synced: Company, field: str, value: str, by: str, path: str | None
) -> None:
    line = explained(synced, "in_demo0001")["in_demo0001", field]
    assert (line["value"], line["path"]) == (value, path)
    assert line["by"].endswith(by)


def test_explain_writes_moments_as_people_do(synced: Company) -> None:
    ended = synced.run("explain", "in_demo0001", "--field", "tran_date")
    assert ended.code == 0
    assert "invoice.effective_at → 1772370000 (2026-03-01 13:00 UTC)" in ended.out
    assert "is empty" not in synced.run("explain", "in_demo0001").out


def test_explain_of_a_field_that_is_not_there_names_those_that_are(synced: Company) -> None:
    ended = synced.run("explain", "in_demo0001", "--field", "trandate")
    assert (ended.code, ended.out) == (2, "")
    assert "tran_date" in ended.err


def test_status_says_how_things_stand(synced: Company, small_company: Company) -> None:
    ended = synced.run("status")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "All good: 15 synced, nothing waits.")
    assert small_company.run("status").out == "Nothing synced yet: connector sync.\n"


def test_status_says_the_same_as_data(synced: Company) -> None:
    status = synced.run("status", "--json").json
    assert status["kinds"]["customer_payment"] == {"synced": 3}
    assert (status["connection"], status["issues"], status["skipped"], status["unchecked"]) == ("main", [], {}, 0)


def test_sync_says_the_same_as_data(small_company: Company) -> None:
    done = small_company.sync("--json").json
    assert done["counts"] | {"roots": 6, "new": 15, "accepted": 12, "checked": 6} == done["counts"]
    assert done["stopped"] is False
    assert done["status"] == small_company.run("status", "--json").json


def test_config_show_says_where_each_setting_comes_from_and_no_secret(synced: Company) -> None:
    shown = synced.run("config", "show", "--sources", "--json").json
    assert shown["connections.main.stripe.account_id"]["source"].endswith("connector.yaml:5:15")
    assert shown["connections.main.timezone"] == {"value": "UTC", "source": "default"}
    key = "CONNECTOR_CONNECTIONS__MAIN__STRIPE__API_KEY"
    assert shown["connections.main.stripe.api_key"] == {"value": "••••", "source": key}
    lines = synced.run("config", "show", "--sources").out.splitlines()
    assert len(lines) == len(shown) + 1


def test_config_check_says_that_settings_and_mappings_are_valid(synced: Company) -> None:
    assert synced.run("config", "check").out == "The settings are valid: main.\n"
    assert synced.run("config", "check", "--json").json == {"valid": True, "connections": ["main"]}


def test_retry_wants_to_know_what(synced: Company) -> None:
    ended = synced.run("retry")
    assert (ended.code, ended.out) == (2, "")
    assert "connector retry --all" in ended.err
    assert synced.run("retry", "--all", "--json").json["queued"] == 0


def test_amounts_are_text_in_data_because_json_has_no_decimals(synced: Company) -> None:
    printed = synced.run("preview", "in_demo0001", "--json").out
    assert Decimal(json.loads(printed)[0]["records"][-1]["record"]["lines"][0]["amount"]) == Decimal("100.00")
    assert json.loads(printed, parse_float=lambda _: pytest.fail("a float")), "no float anywhere"


def test_lint_looks_at_the_connections_files_and_at_what_its_last_run_saw_of_the_account(synced: Company) -> None:
    ended = synced.run("mapping", "lint")
    assert ended.code == 0
    assert "warning MAP-160 a default sets invoice.department_id" in " ".join(ended.out.split())
    wrong = synced.folder / "wrong.yaml"
    wrong.write_text("customer_payment: { account_id: 99999 }\n", encoding="utf-8")
    ended = synced.run("mapping", "lint", str(wrong))
    assert ended.code == 3
    assert "MAP-124 customer_payment.account_id is 99999" in " ".join(ended.out.split())
    wrong.write_text("customer: { metadata.abc: comments }\n", encoding="utf-8")
    ended = synced.run("mapping", "lint", str(wrong))
    assert ended.code == 0
    assert "warning MAP-150 metadata.abc was found on 0 of 2 recent objects of customer" in " ".join(ended.out.split())


AS_MADE = """\
in_demo0001  →  invoice.department_id = 1
  ours.yaml:3:14  default

as it was recorded, nobody was asked; end date: add_day, rows: rule_period, method: even_periods
"""


def test_explain_tells_of_a_record_as_it_was_made_and_asks_nobody(small_company: Company) -> None:
    made = small_company
    mapping = made.map_fields(MAPPING)
    assert made.sync().code == 0
    mapping.write_text("field_defaults: { invoice: { department_id: 2 } }\n", encoding="utf-8")
    made.knows(STRIPE__API_KEY="sk_test_revoked", NETSUITE__TOKEN_ID="revoked")
    told = made.run("explain", "in_demo0001", "--field", "department_id")
    assert (told.code, re.sub(r"\S*/ours", "ours", told.out)) == (0, AS_MADE)
    (invoice,) = made.run("explain", "in_demo0001", "--field", "department_id", "--json").json
    assert (invoice["mapping_version"], invoice["read_afresh"]) == (1, False)


def test_explain_through_another_mapping_or_of_what_is_not_recorded_reads_afresh_and_says_so(
    small_company: Company,
) -> None:
    other = small_company.folder / "other.yaml"
    other.write_text("field_defaults: { invoice: { department_id: 3 } }", encoding="utf-8")
    assert "\nread afresh; mapping" in small_company.run("explain", "in_demo0001").out
    assert small_company.sync().code == 0
    told = small_company.run("explain", "in_demo0001", "--field", "department_id", "--mapping", str(other))
    assert "invoice.department_id = 3" in told.out
    assert f"\nread afresh; mapping of {other}, which is not in force" in told.out


def test_show_of_what_belongs_to_many_objects_says_how_many_there_are_besides(
    synced: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    price = "price_demo0001"
    assert "more to which it belongs" not in synced.run("show", price).out
    monkeypatch.setattr("connector.cli.reading.FAMILIES_SHOWN_MAX", 1)
    assert "more to which it belongs: --family has a line for each record." in synced.run("show", price).out
