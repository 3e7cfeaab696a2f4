"""Whatever stands in a file or a variable: values or messages, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.located import Codes, ConfigurationInvalid, Message, read_text
from connector.mapping import FilesOnDisk, load_mapping
from connector.settings import load_settings
from settings.written import PLAIN, secrets

WORDS = st.sampled_from(
    """
    connections main start_date stripe netsuite account_id acct_1 mapping revenue_dates stripe_columns sync overlap 10m
    retry max_tries version field_defaults field_mappings invoice invoice_item customer klass_id memo due_date
    metadata.x custbody_x custcol_a_id 1 -1 1.5 null ~ true 2026-01-31 0123 1e999 .inf 0x1F "a" 'b' | > ? - & * ! % @ `
    # , : { } [ ] &a *a !!int !x <<: --- ... \\ " ' taxes 999999999999999999999999
    """.split()  # noqa: SIM905  # reads better than a list of quotes
)
GAPS = st.sampled_from([" ", "\n", "\n  ", "\n    ", ": ", "\t", "", "\r\n", "\u2028", "\x00", "é", "\ud800"])
YAML_LIKE = st.lists(st.tuples(WORDS, GAPS), max_size=40).map(lambda pairs: "".join(map("".join, pairs)))
TEXTS = st.one_of(YAML_LIKE, YAML_LIKE.map(lambda text: PLAIN + text), st.text(max_size=80))
NAMES = st.lists(st.sampled_from(["MAIN", "STRIPE", "API_KEY", "NETSUITE", "SYNC", "MAPPING", "0", ""]), max_size=4)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(folder, text):
    file = folder / "any.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return file


def messages_of(load: Callable[[], object]) -> Sequence[Message]:
    """What is said against a file; nothing when it gives values."""
    try:
        assert load() is not None
    except ConfigurationInvalid as refused:
        return refused.messages
    return ()


@QUICK
@given(text=TEXTS)
def test_a_settings_file_gives_settings_or_messages(tmp_path, text):
    file = written(tmp_path, text)
    messages = messages_of(lambda: load_settings(file, environment=secrets()))
    assert all(message.code.startswith("CFG-") for message in messages)
    assert "hidden-" not in "".join(map(str, messages))


@QUICK
@given(text=TEXTS)
def test_a_mapping_file_gives_entries_or_messages(tmp_path, text):
    file = written(tmp_path, text)
    messages = messages_of(lambda: load_mapping(FilesOnDisk([file]), ZoneInfo("UTC")))
    assert all(message.code.startswith("MAP-") and str(message) for message in messages)


@QUICK
@given(variables=st.dictionaries(NAMES.map(lambda names: "__".join(["CONNECTOR_CONNECTIONS", *names])), st.text()))
def test_variables_give_settings_or_messages(tmp_path, variables):
    file = written(tmp_path, PLAIN)
    messages = messages_of(lambda: load_settings(file, environment=secrets() | variables))
    assert all(message.code.startswith("CFG-") for message in messages)


@QUICK
@given(text=TEXTS)
def test_every_message_quotes_a_line_that_exists(text):
    document = read_text("any.yaml", text, Codes(unreadable="X-1", duplicate="X-2"))
    for message in document.messages:
        assert 1 <= message.place.line <= len(document.file.lines) + 1
        assert max(map(len, str(message).splitlines())) <= 100
