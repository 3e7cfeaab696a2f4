"""Every fault is named with its place, its code and what to write instead; all of them at once."""

from __future__ import annotations

import re

import pytest

from connector.settings import ConfigurationInvalid, load_settings, packaged
from settings.written import PLAIN, refusal_of, secrets, settings_of

MAIN = "connections:\n  main:\n    start_date: 2026-01-01\n    stripe: { account_id: acct_1 }\n"
NETSUITE = '    netsuite: { account: "1234567_SB1", subsidiary: 1 }\n'

FAULTS: dict[str, tuple[str, str]] = {
    "a tab": (
        PLAIN + "\tsync: {}\n",
        """
        connector.yaml:6:1: error CFG-001 a tab; indent and separate with spaces
            6 |  sync: {}
              | ^
        """,
    ),
    "a bracket that is not closed": (
        "connections: { main: {",
        'connector.yaml:1:22: error CFG-001 "{" has no "}"',
    ),
    "a key that stands twice": (
        PLAIN + "    timezone: UTC\n    timezone: UTC\n",
        """
        connector.yaml:7:5: error CFG-001 key "timezone" stands twice; the first is at connector.yaml:6:5
            7 |     timezone: UTC
              |     ^^^^^^^^
        """,
    ),
    "a tag": (
        PLAIN + "    timezone: !!str UTC\n",
        "connector.yaml:6:15: error CFG-001 a tag (tag:yaml.org,2002:str); write the plain value",
    ),
    "an anchor and its alias": (
        PLAIN + "    timezone: &zone UTC\n    start_date_field: *zone\n",
        "connector.yaml:6:15: error CFG-001 an anchor (&zone); write the value out where it is needed\n"
        "connector.yaml:7:23: error CFG-001 an alias (*); write the value out",
    ),
    "an empty file": ("", "connector.yaml:1:1: error CFG-003 connections is missing"),
    "a list instead of settings": (
        "- main\n",
        "connector.yaml:1:1: error CFG-001 the file must hold settings: database_url and connections",
    ),
    "an unknown setting": (
        PLAIN + "    sync: { lokback_days: 3 }\n",
        """
        connector.yaml:6:13: error CFG-002 unknown setting "lokback_days"
            6 |     sync: { lokback_days: 3 }
              |             ^^^^^^^^^^^^ did you mean "lookback_days"?
        """,
    ),
    "an unknown setting that resembles none": (
        PLAIN + "    retry: { xyz: 3 }\n",
        """
        connector.yaml:6:14: error CFG-002 unknown setting "xyz"
            6 |     retry: { xyz: 3 }
              |              ^^^ known here: max_tries
        """,
    ),
    "a misspelt secret": (
        PLAIN.replace("acct_1 }", "acct_1, api_kye: abc }"),
        'connector.yaml:4:35: error CFG-002 unknown setting "api_kye" 4 | stripe: { account_id: acct_1, api_kye: •••••'
        ' | ^^^^^^^ did you mean "api_key"?',
    ),
    "a section of a later version": (
        PLAIN + "    payouts: { lines: pro_rata }\n",
        'connector.yaml:6:5: error CFG-002 "payouts" comes in a later version',
    ),
    "a setting of a later version": (
        PLAIN + '    accounts: { dispute_reversals: "7" }\n',
        'connector.yaml:6:17: error CFG-002 "dispute_reversals" comes in a later version',
    ),
    "a choice of a later version": (
        PLAIN + "    taxes: { representation: suitetax }\n",
        'connector.yaml:6:30: error CFG-003 connections.main.taxes.representation: "suitetax" comes in a later'
        " version; now: line_item",
    ),
    "C-5: items are to be matched, and nothing says by what": (
        PLAIN + "    items: { strategy: match }\n",
        "connector.yaml:6:12: error CFG-003 connections.main.items has strategy: match, which needs"
        " match: { stripe: lookup_key, netsuite: item_id }",
    ),
    "C-2: a field of Stripe by which no customer is matched": (
        PLAIN + "    customers: { match: { stripe: address, netsuite: email } }\n",
        "connector.yaml:6:35: error CFG-003 connections.main.customers.match.stripe must be"
        " email, name, id, phone or metadata.<key>",
    ),
    "C-5: a field of NetSuite by which no item is matched": (
        PLAIN + "    items: { strategy: match, match: { stripe: product.metadata.sku, netsuite: custbody_sku } }\n",
        "connector.yaml:6:80: error CFG-003 connections.main.items.match.netsuite must be"
        " item_id, display_name, external_id or custitem…",
    ),
    "no such choice": (
        PLAIN + "    revenue_dates: { end_date_rule: lastday }\n",
        """
        connector.yaml:6:37: error CFG-003 connections.main.revenue_dates.end_date_rule must be add_day or
            last_day or as_is
            6 |     revenue_dates: { end_date_rule: lastday }
              |                                     ^^^^^^^ did you mean "last_day"?
        """,
    ),
    "a duration without a unit": (
        PLAIN + "    sync: { overlap: 10 }\n",
        "connector.yaml:6:22: error CFG-003 connections.main.sync.overlap must be a number and a unit: 30s, 10m,"
        " 24h or 7d",
    ),
    "a number out of bounds": (
        PLAIN + "    delivery: { batch_records: 101 }\n",
        "connector.yaml:6:32: error CFG-003 connections.main.delivery.batch_records must be at most 100",
    ),
    "no lanes": (
        PLAIN + "    delivery: { lanes: 0 }\n",
        "connector.yaml:6:24: error CFG-003 connections.main.delivery.lanes must be auto or a whole number from 1",
    ),
    "a date that does not exist": (
        PLAIN.replace("2026-01-01", "2026-02-30"),
        "connector.yaml:3:17: error CFG-003 connections.main.start_date must be a date that exists, as YYYY-MM-DD",
    ),
    "a date written otherwise": (
        PLAIN.replace("2026-01-01", "01.02.2026"),
        "connector.yaml:3:17: error CFG-003 connections.main.start_date must be a date as YYYY-MM-DD",
    ),
    "no such time zone": (
        PLAIN + "    timezone: Mars/Base\n",
        'connector.yaml:6:15: error CFG-003 connections.main.timezone must be a time zone such as "UTC" or'
        ' "Europe/Berlin"',
    ),
    "a time zone that resembles one": (
        PLAIN + "    timezone: Europe/Berln\n",
        'connector.yaml:6:15: error CFG-003 connections.main.timezone must be a time zone such as "UTC" or'
        ' "Europe/Berlin" 6 | timezone: Europe/Berln | ^^^^^^^^^^^^ did you mean "Europe/Berlin"?',
    ),
    "neither true nor false": (
        PLAIN + "    allowlist: maybe\n",
        "connector.yaml:6:16: error CFG-003 connections.main.allowlist must be true or false",
    ),
    "a list that is never closed": (
        PLAIN + "    mapping: [acme.yaml\n",
        'connector.yaml:6:14: error CFG-001 "[" has no "]"',
    ),
    "no start date": (
        PLAIN.replace("    start_date: 2026-01-01\n", ""),
        """
        connector.yaml:2:3: error CFG-007 start_date is missing: documents dated before it are never posted
            2 |   main:
              |   ^^^^ add start_date: YYYY-MM-DD
        """,
    ),
    "a secret in the file": (
        PLAIN.replace("acct_1 }", "acct_1, api_key: sk_test_abcdefghij }"),
        """
        connector.yaml:4:35: error CFG-004 connections.main.stripe.api_key is a secret; put it into the
            environment as CONNECTOR_CONNECTIONS__MAIN__STRIPE__API_KEY
            4 |     stripe: { account_id: acct_1, api_key: ••••••••••••••••••••
              |                                   ^^^^^^^
        """,
    ),
    "a password in an address": (
        PLAIN.replace("acct_1 }", 'acct_1, api_base: "https://me:pass@proxy.example" }'),
        "connector.yaml:4:45: error CFG-004 connections.main.stripe.api_base holds a user or password; a secret has"
        " no place here",
    ),
    "an address without encryption": (
        PLAIN.replace("acct_1 }", "acct_1, api_base: http://stripe.example }"),
        "connector.yaml:4:45: error CFG-003 connections.main.stripe.api_base must begin with https://; http:// is"
        " for this machine only",
    ),
    "a mapping file that is not there": (
        PLAIN + "    mapping:\n      - acme.yaml\n",
        "connector.yaml:7:9: error CFG-003 connections.main.mapping[0] must be a file that exists",
    ),
    "a value where a section belongs": (
        PLAIN + "    customers: company\n",
        "connector.yaml:6:16: error CFG-003 connections.main.customers must be a section with settings of its own",
    ),
    "a connection's name in capitals": (
        PLAIN.replace("main", "Main"),
        "connector.yaml:2:3: error CFG-003 a connection's name is lower-case letters, digits and single"
        ' underscores, not "Main"',
    ),
    "a name instead of an internal id": (
        PLAIN + "    accounts: { receivable: Debtors }\n",
        "connector.yaml:6:29: error CFG-003 connections.main.accounts.receivable must be an internal id: a whole"
        " number",
    ),
    "another database than SQLite": (
        "database_url: postgresql://me:pass@db/x\n" + PLAIN,
        """
        connector.yaml:1:15: error CFG-003 database_url must be sqlite:///FILE; PostgreSQL comes in a later
            version
            1 | database_url: postgresql://•••••••@db/x
              |               ^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
    ),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_its_place_and_what_to_do(tmp_path, monkeypatch, text, expected):
    monkeypatch.chdir(tmp_path)
    said = _squeezed(refusal_of(tmp_path, text, environment=secrets() | secrets("Main")))
    for line in _squeezed(expected).split("connector.yaml:")[1:]:
        assert f"connector.yaml:{line}".strip() in said


def test_a_missing_secret_names_its_variable(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    environment = secrets()
    del environment["CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_ID"]
    said = refusal_of(tmp_path, PLAIN, environment=environment)
    assert said.startswith(
        "connector.yaml:5:5: error CFG-005 environment variable\n"
        "    CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_ID is missing: Id of the access token\n"
    )


def test_a_fault_in_a_variable_names_the_variable(tmp_path):
    environment = secrets() | {"CONNECTOR_CONNECTIONS__MAIN__SYNC__OVERLAP": "soon"}
    said = refusal_of(tmp_path, PLAIN, environment=environment)
    assert "environment variable CONNECTOR_CONNECTIONS__MAIN__SYNC__OVERLAP: error CFG-003" in said


def test_a_variable_of_a_connection_that_does_not_exist_is_misspelt(tmp_path):
    said = refusal_of(tmp_path, PLAIN, environment=secrets() | {"CONNECTOR_CONNECTIONS__MIAN__TIMEZONE": "UTC"})
    assert 'there is no connection "mian"' in said
    assert 'did you mean "main"?' in said
    assert said.count("error") == 1


def test_a_fault_in_an_option_names_the_option(tmp_path):
    with pytest.raises(ConfigurationInvalid, match=r"option connections\.main\.timezone: error CFG-003"):
        settings_of(tmp_path, overrides={"connections.main.timezone": "Mars"})


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = PLAIN.replace("2026-01-01", "soon") + "    payouts: {}\n    timezone: x\n    timezone: y\n"
    said = refusal_of(tmp_path, text, environment=secrets(key="sk_live_1"))
    assert re.findall(r"^connector.yaml:(\d+):\d+: error (CFG-\d+)", said, re.MULTILINE) == [
        ("3", "CFG-003"),
        ("5", "CFG-006"),
        ("6", "CFG-002"),
        ("7", "CFG-003"),
        ("8", "CFG-001"),
    ]


MODES: dict[str, tuple[str, str, str, str]] = {
    "a test key meets a sandbox": ("sk_test_1", "1234567_SB1", "", "accepted"),
    "a restricted test key meets a release preview": ("rk_test_1", "1234567_RP", "", "accepted"),
    "a test key meets a partner's test account": ("sk_test_1", "TSTDRV1234567", "", "accepted"),
    "a live key meets production": ("rk_live_1", "1234567", "", "accepted"),
    "a test key must not meet production": ("sk_test_1", "1234567", "", "CFG-006"),
    "a live key must not meet a sandbox": ("sk_live_1", "1234567_sb2", "", "CFG-006"),
    "a live key may rehearse on an emulated NetSuite": (
        "sk_live_1",
        "1234567_SB1",
        "base_url: http://127.0.0.1:9",
        "accepted",
    ),
    "an emulated NetSuite takes a test key whatever its account": (
        "sk_test_1",
        "1234567",
        "base_url: http://localhost:9",
        "accepted",
    ),
    "a proxy to the real NetSuite is no emulator": (
        "sk_test_1",
        "1234567",
        "base_url: https://proxy.example",
        "CFG-006",
    ),
    "a publishable key reads nothing": ("pk_test_1", "1234567_SB1", "", "CFG-003"),
}


@pytest.mark.parametrize(("key", "account", "address", "expected"), MODES.values(), ids=MODES.keys())
def test_test_data_and_production_books_never_meet(tmp_path, key, account, address, expected):
    text = f'{MAIN}    netsuite: {{ account: "{account}", subsidiary: 1, {address} }}\n'
    said = refusal_of(tmp_path, text, environment=secrets(key=key))
    assert (re.findall(r"CFG-\d+", said) or [said]) == [expected]


def test_an_emulated_stripe_alone_still_keeps_test_data_out_of_production(tmp_path):
    text = PLAIN.replace("acct_1 }", "acct_1, api_base: http://127.0.0.1:9 }").replace("_SB1", "")
    assert "CFG-006" in refusal_of(tmp_path, text)


def test_no_secret_is_quoted_whatever_is_wrong_around_it(tmp_path):
    spellings = [
        "    stripe: { account_id: acct_1, api_key: 'sk_live_SeCrEt1', x: 1 }\n",
        "    stripe: { account_id: acct_1, api_kye: sk_live_SeCrEt1 }\n",
        "    netsuite: { token_secrt: SeCrEt1, account: 4 }\n",
        "    netsuite:\n      token_secret:\n\tSeCrEt1\n",
        "    netsuite:\n      token_secret: |\n        SeCrEt1\n\t x\n",
        "    netsuite: { consumer_kee: SeCrEt1 } }\n",
        "    stripe: { api_base: 'https://u:SeCrEt1@h' }\n",
        "    timezone: rk_live_SeCrEt1\n",
    ]
    for spelling in spellings:
        said = refusal_of(tmp_path, f"connections:\n  main:\n{spelling}", environment={})
        assert "error CFG-" in said
        assert "SeCrEt1" not in said, spelling


def test_messages_are_at_most_a_hundred_columns_wide(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    padding = " " * 150
    text = PLAIN + f"    sync: {{ overlap: 10,{padding}lokback_days: 3, {'x' * 200}: 4 }}\n    timezone: {'y ' * 150}\n"
    said = refusal_of(tmp_path, text, environment=secrets())
    assert 'did you mean "lookback_days"?' in said
    assert max(map(len, said.splitlines())) <= 100


def test_a_long_line_is_quoted_around_the_caret(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = PLAIN + f"    sync: {{ overlap: 10m,{' ' * 150}lokback_days: 3 }}\n"
    lines = refusal_of(tmp_path, text).splitlines()
    caret = lines[2].index("^")
    assert lines[1][caret : caret + 12] == "lokback_days"
    assert "…" in lines[1]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe", "the file is not UTF-8"),
        (b"#" + b"x" * 1_000_001, "the file is larger than 1000000 bytes"),
        (b"a: \x01", "a character that YAML does not allow"),
        (b"[" * 500, "more than 30 levels deep"),
        (b"a: 1\n--- \nb: 2\n", "the file holds more than one document"),
    ],
    ids=["other bytes", "too large", "control characters", "a bomb of brackets", "two documents"],
)
def test_files_that_are_no_settings_get_one_clear_sentence(tmp_path, content, expected):
    file = tmp_path / "connector.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationInvalid, match="CFG-001") as refused:
        load(file)
    assert expected in str(refused.value)


def test_a_file_that_cannot_be_opened_says_why(tmp_path):
    with pytest.raises(ConfigurationInvalid, match=r"CFG-001\s+the file cannot be read: No such file"):
        load(tmp_path / "absent.yaml")
    with pytest.raises(ConfigurationInvalid, match=r"CFG-001\s+the file cannot be read: Is a directory"):
        load(tmp_path)


def load(path):
    return load_settings(path, environment=secrets())


def _squeezed(text: str) -> str:
    """Without line breaks of wrapping and without indentation, which other tests look at."""
    return " ".join(text.split())


@pytest.mark.parametrize("value", ["'?'", "[a]", "{ a: 1 }", "-1", "1.5", "null"])
def test_whatever_is_wrong_with_a_setting_is_told_in_our_words(tmp_path, value):
    """Every setting of the example at once, each with the same value."""
    lines = packaged("config/connector.example.yaml").read_text(encoding="utf-8").splitlines()
    leaves = re.compile(r"^(\s*[a-z_]+:)\s+[^#\s].*$")
    text = "\n".join(leaves.sub(rf"\1 {value}", line) for line in lines if not line.lstrip().startswith("- "))
    said = refusal_of(tmp_path, text, environment=secrets())
    assert said.count("error CFG-003") > 20
    assert not re.search(r"Input should|Value error|valid |unable to|<class|\bNone\b", said)
