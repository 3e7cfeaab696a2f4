"""Whatever partners write and whatever Stripe holds: an answer or a message, never a traceback."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.located import Block, Codes, in_order, read_text
from connector.mapping import KeptFiles, read_all
from connector.mapping.evaluation import Seen, Stopped, Unsaid, Value
from connector.mapping.expressions.faults import CannotDecideError, UnreadableTextError
from connector.mapping.expressions.parsing import condition_of
from connector.mapping.expressions.paths import Objects
from connector.mapping.expressions.patterns import found_in, pattern_of
from connector.mapping.expressions.templates import template_of
from connector.mapping.linting import lint
from connector.mapping.pages import PAGES
from connector.mapping.transforms import Setting, StepFailedError, chain_of, chains
from connector.settings import packaged

QUICK = settings(max_examples=40, deadline=None)

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, 1, -1, 1_772_323_200, 10**30, -(10**18), 2**63]),
    st.floats(),
    st.sampled_from([Decimal("1E+999999"), Decimal("NaN"), Decimal("-0.01"), float("inf")]),
    st.text(max_size=20),
    st.sampled_from(["", " ", "\ud800", "true", "2026-02-30", "2026-01-31", "12.50", "1e999999999", "٣", "x" * 9_999]),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "data", "metadata", "a", "currency"]), inner, max_size=3),
    ),
    max_leaves=8,
)

EXAMPLES = [
    *(path.read_text(encoding="utf-8") for path in sorted(packaged("mappings").rglob("*.yaml"))),
    *(text for page in PAGES.values() for text in (page.wrong, page.right)),
]
SNIPPETS = st.sampled_from(
    [
        *"{}[]:,'\"#|>&*!%@`-?\\\t\n ~0",
        "\n  ",
        "\n- ",
        ": ",
        " #",
        "invoice:",
        "to:",
        "when:",
        "null",
        "\u2028",
        "\x00",
        "é",
    ]
)
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 12), SNIPPETS), min_size=1, max_size=4)


def edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with some stretches cut out and something else put there."""
    for at, width, instead in edits:
        start = at % (len(text) + 1)
        text = text[:start] + instead + text[start + width :]
    return text


@QUICK
@given(text=st.sampled_from(EXAMPLES), edits=EDITS)
def test_any_edit_of_a_mapping_gives_entries_or_messages(text, edits):
    changed = edited(text, edits)
    said, messages = read_all(KeptFiles(names=("any.yaml",), texts={"any.yaml": changed}))
    for message in in_order([*messages, *lint(said, errors_only=bool(messages))]):
        lines = str(message).splitlines()
        assert message.code in PAGES
        assert max(map(len, lines)) <= 100
        assert 1 <= message.place.line <= len(message.place.file.lines)


WORDS = """
    and or not in has len lower startswith endswith matches ( ) [ ] , == != < <= > >= = && ' " 'a' "b" '[' '(a+)+$' 1 -2
    0.5 true false null currency metadata.team a.b.c lines[0].x a..b [0] . - é ( ( ) 99999999999999999999
""".split()  # noqa: SIM905  # reads better than a list of quotes
CONDITIONS = st.one_of(st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join), st.text(max_size=40))


@QUICK
@given(text=CONDITIONS, value=VALUES)
def test_any_condition_is_answered_or_refused(text, value):
    with suppress(UnreadableTextError, CannotDecideError):
        assert condition_of(text).holds(lambda _: value) in {True, False}


@QUICK
@given(
    text=st.lists(st.sampled_from([*"{}.[]0a -", "{a.b}", "{{", "{metadata.x[0]}"]), max_size=12).map("".join),
    value=VALUES,
)
def test_any_template_is_filled_or_refused(text, value):
    with suppress(UnreadableTextError):
        filled = template_of(text).filled(lambda _: value)
        assert filled is None or isinstance(filled, str)


PATTERNS = st.one_of(
    st.lists(
        st.sampled_from([*"()[]{}*+?|^$.\\ab19,-", "(a+)+$", "\\d", "(?i)", "{1000}", "(?=x)", "\\1"]), max_size=12
    ).map("".join),
    st.text(max_size=20),
)


@QUICK
@given(text=PATTERNS, searched=st.one_of(st.text(max_size=50), st.just("a" * 20_000)))
def test_any_pattern_finds_or_is_refused(text, searched):
    with suppress(UnreadableTextError):
        found = found_in(pattern_of(text), searched)
        assert found is None or isinstance(found, str)


ARGUMENTS = st.one_of(
    st.sampled_from(
        ["", "a", " ", "%d.%m.%Y", "%Y-%m-%d", "%", "(a)", "-1", "0", "5", "99999", "{}", "{}{}{}{}{}{}", "x" * 500]
    ),
    st.lists(st.sampled_from(["a", "", "{}", "0", "-3", "7"]), max_size=3),
    st.none(),
)
STEPS = st.one_of(
    st.sampled_from([*chains.NAMES, "trimm", None]),
    st.tuples(st.sampled_from([*chains.NAMES]), ARGUMENTS).map(lambda pair: {pair[0]: pair[1]}),
)
SETTINGS = st.sampled_from([None, "usd", "jpy", "xyz", ""]).map(
    lambda currency: Setting(zone=ZoneInfo("UTC"), currency=currency)
)


@settings(QUICK, max_examples=100)
@given(steps=st.lists(STEPS, max_size=5), value=VALUES, setting=SETTINGS)
def test_any_chain_of_transforms_gives_a_value_or_says_what_it_needs(steps, value, setting):
    root = read_text("any.yaml", json.dumps({"transform": steps}), Codes(unreadable="X", duplicate="X")).root
    assert isinstance(root, Block)
    chain, _ = chain_of(root.entries[0].value, "any", {"a": {"a": "b"}})
    with suppress(StepFailedError):
        assert all(stage.shown for stage, _ in chain.outcomes(value, setting))


ENTRIES = [
    'metadata.a: { to: message, transform: [trim, { slice: [0, 3] }, upper], when: "metadata.a != 5" }',
    "metadata.a: { to: department_id, default: 3, on_missing: hold }",
    "metadata.a: { to: due_date }",
    "metadata.a: { to: exchange_rate }",
    "metadata.a: { to: to_be_emailed }",
    "metadata.a: { to: memo }",
    "metadata.a: { to: custbody_x, on_missing: fail }",
    "metadata.a: { to: custbody_x_id, as: text, transform: [cents] }",
    "metadata.a: { to: custbody_x, transform: [unix, { add_days: 3 }, { format: '%Y' }] }",
    "metadata.a: { to: custbody_x, transform: [{ split: ',' }, { join: ';' }, hash, last4] }",
]


@QUICK
@given(entry=st.sampled_from(ENTRIES), value=VALUES, zone=st.sampled_from(["UTC", "Asia/Kathmandu"]))
def test_whatever_stripe_holds_is_mapped_or_passed_over_or_told(entry, value, zone):
    said, messages = read_all(KeptFiles(names=("a",), texts={"a": f"field_mappings: {{ invoice: {{ {entry} }} }}"}))
    assert messages == []
    seen = Seen(Objects(named={"invoice": {"currency": "usd", "metadata": {"a": value}}}), ZoneInfo(zone))
    outcome = seen.outcome(said.entries[0])
    assert isinstance(outcome, Value | Unsaid | Stopped)
