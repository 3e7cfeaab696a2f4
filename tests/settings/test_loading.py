"""One file, the environment above it, options above both; and every value says where it came from."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from connector.settings import ConfigurationInvalid, load_settings, packaged, sources
from settings.written import PLAIN, secrets, settings_of

LOOKBACK = "connections.main.sync.lookback_days"
LOOKBACK_VARIABLE = "CONNECTOR_CONNECTIONS__MAIN__SYNC__LOOKBACK_DAYS"


def shown(settings, name):
    return next((line.value, line.source) for line in sources(settings) if line.name == name)


def test_a_plain_file_leaves_the_rest_at_its_defaults(tmp_path):
    settings = settings_of(tmp_path)
    main = settings.connection()
    assert (main.name, main.timezone, main.start_date) == ("main", "UTC", date(2026, 1, 1))
    assert main.netsuite.account == "1234567_SB1"
    assert main.netsuite.concurrency == "auto"
    assert main.revenue_dates.stripe_columns.start == "custcol_stripe_start"
    assert main.sync.overlap == timedelta(minutes=10)
    assert main.mapping == (packaged("mappings/default.yaml"),)
    assert settings.database_url == "sqlite:///connector.db"


@pytest.mark.parametrize(
    ("in_environment", "as_option", "expected"),
    [
        pytest.param({}, {}, ("7", "connector.yaml:6:13"), id="the file wins over the default"),
        pytest.param({LOOKBACK_VARIABLE: "8"}, {}, ("8", LOOKBACK_VARIABLE), id="the environment over the file"),
        pytest.param({LOOKBACK_VARIABLE: "8"}, {LOOKBACK: 9}, ("9", "option"), id="an option over the environment"),
        pytest.param({LOOKBACK_VARIABLE: ""}, {}, ("7", "connector.yaml:6:13"), id="an empty variable is none"),
    ],
)
def test_an_option_wins_over_the_environment_over_the_file_over_the_default(
    tmp_path, monkeypatch, in_environment, as_option, expected
):
    monkeypatch.chdir(tmp_path)
    text = PLAIN + "    sync: { lookback_days: 7 }\n"
    settings = settings_of(tmp_path, text, environment=secrets() | in_environment, overrides=as_option)
    assert shown(settings, LOOKBACK) == expected


def test_what_nobody_set_comes_from_its_default(tmp_path):
    assert shown(settings_of(tmp_path), "connections.main.sync.overlap") == ("10m", "default")


def test_sources_name_the_variable_of_a_secret_and_mask_it(tmp_path):
    name = "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__TOKEN_SECRET"
    assert shown(settings_of(tmp_path), "connections.main.netsuite.token_secret") == ("••••", name)


def test_secrets_are_in_no_text_that_settings_give(tmp_path):
    settings = settings_of(tmp_path)
    texts = f"{settings!r} {settings} {sources(settings)} {settings.model_dump_json()}"
    assert settings.connection().stripe.api_key.get_secret_value() == "sk_test_4eC39HqLyjWD"
    assert "hidden-" not in texts
    assert "4eC39HqLyjWD" not in texts


def test_the_process_environment_is_not_read_behind_our_back(tmp_path, monkeypatch):
    monkeypatch.setenv(LOOKBACK_VARIABLE, "1")
    assert settings_of(tmp_path).connection().sync.lookback_days == 90


def test_texts_stay_text_whatever_they_look_like(tmp_path):
    text = PLAIN.replace('"1234567_SB1"', "0123").replace("main:", "no:")
    settings = settings_of(tmp_path, text, environment=secrets("no", key="sk_live_1"))
    assert settings.connection("no").netsuite.account == "0123"


def test_an_option_may_set_a_whole_section_and_a_secret(tmp_path):
    given = {"connections.main.stripe": {"api_key": "sk_test_other", "account_id": "acct_2"}}
    stripe = settings_of(tmp_path, overrides=given).connection().stripe
    assert (stripe.account_id, stripe.api_key.get_secret_value()) == ("acct_2", "sk_test_other")


def test_no_line_columns_are_asked_for_with_null(tmp_path):
    settings = settings_of(tmp_path, PLAIN + "    revenue_dates: { stripe_columns: null, extra_fields: null }\n")
    dates = settings.connection().revenue_dates
    assert dates.stripe_columns is None
    assert dates.extra_fields.start is None
    assert shown(settings, "connections.main.revenue_dates.stripe_columns")[0] == "null"


def test_an_empty_section_means_its_defaults(tmp_path):
    assert settings_of(tmp_path, PLAIN + "    retry:\n").connection().retry.max_tries == 8


@pytest.mark.parametrize(
    ("settings_file", "mapping_file"),
    [
        ("connector.yaml", "mappings/acme.yaml"),
        ("config/connector.yaml", "config/mappings/acme.yaml"),
        ("config/connector.yaml", "mappings/acme.yaml"),
    ],
    ids=["beside the settings", "below the config folder", "beside the config folder"],
)
def test_mapping_files_are_found_from_the_settings_file_wherever_the_command_runs(
    tmp_path, settings_file, mapping_file
):
    for file in (settings_file, mapping_file):
        (tmp_path / file).parent.mkdir(exist_ok=True, parents=True)
    (tmp_path / mapping_file).touch()
    (tmp_path / settings_file).write_text(PLAIN + "    mapping: [mappings/acme.yaml]\n")
    settings = load_settings(tmp_path / settings_file, environment=secrets())
    assert settings.connection().mapping == (tmp_path / mapping_file,)


def test_mapping_files_in_a_variable_are_parted_by_commas(tmp_path):
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for file in files:
        file.touch()
    given = secrets() | {"CONNECTOR_CONNECTIONS__MAIN__MAPPING": ", ".join(map(str, files))}
    settings = settings_of(tmp_path, environment=given)
    assert settings.connection().mapping == tuple(files)
    assert shown(settings, "connections.main.mapping")[1] == "CONNECTOR_CONNECTIONS__MAIN__MAPPING"


def test_without_a_path_the_config_folder_comes_before_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("connector.yaml").write_text(PLAIN)
    assert load_settings(environment=secrets()).connection().start_date == date(2026, 1, 1)
    Path("config").mkdir()
    Path("config/connector.yaml").write_text(PLAIN.replace("2026", "2025"))
    assert load_settings(environment=secrets()).connection().start_date == date(2025, 1, 1)


def test_without_any_file_the_message_names_where_it_was_sought(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationInvalid, match=r"CFG-001 .* neither config/connector.yaml nor connector.yaml"):
        load_settings(environment={})


class TestChoosingAConnection:
    TWO = PLAIN + PLAIN.replace("connections:\n", "").replace("main", "europe").replace("acct_1", "acct_2")

    @pytest.fixture
    def two(self, tmp_path):
        return settings_of(tmp_path, self.TWO, environment=secrets() | secrets("europe"))

    def test_by_name(self, two):
        assert two.connection("europe").stripe.account_id == "acct_2"
        assert two.connection("europe").name == "europe"

    def test_several_without_a_name_are_listed(self, two):
        with pytest.raises(ConfigurationInvalid, match=r"several connections \(europe, main\): choose one"):
            two.connection()

    def test_an_unknown_name_is_answered_with_the_nearest(self, two):
        with pytest.raises(ConfigurationInvalid, match=r'no connection "europ"; has: europe, main') as refused:
            two.connection("europ")
        assert 'did you mean "europe"?' in str(refused.value)
        assert refused.value.exit_code == 3


def test_what_comes_with_the_product_is_found_in_a_checkout_and_in_a_wheel(tmp_path, monkeypatch):
    assert packaged("config/demo.yaml").is_file()
    installed = tmp_path / "connector" / "data" / "config" / "demo.yaml"
    installed.parent.mkdir(parents=True)
    installed.touch()
    monkeypatch.setattr("connector.__file__", str(tmp_path / "connector" / "__init__.py"))
    assert packaged("config/demo.yaml") == installed


def test_the_settings_of_the_demo_load(tmp_path):
    settings = load_settings(packaged("config/demo.yaml"), environment=secrets())
    assert settings.connection("main").start_date == date(2020, 1, 1)
    assert settings.connection("main").timezone == "UTC"
