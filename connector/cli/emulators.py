"""`connector emulate`: the two emulators by themselves, to rehearse against by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from connector.cli.failures import UsageError
from connector.cli.printing import stopped_by_hand, talk
from netsuite_client.emulator import (
    CUSTOM_FIELDS,
    EMULATOR_KEYS,
    LAST_YEAR,
    Level,
    NetSuiteEmulator,
    Tax,
    permission_of,
)
from netsuite_client.emulator import serve as serve_netsuite
from stripe_client.emulator import EMULATOR_KEY, TIMEZONE, Book, StripeEmulator, year_book
from stripe_client.emulator import serve as serve_stripe

app = typer.Typer(help="Serve an emulator until it is stopped with Ctrl-C.", no_args_is_help=True)

FIELD_TYPES = ("string", "integer", "decimal", "boolean", "date", "select")
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "KWD")

Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]


@app.command("stripe")
def stripe(
    *,
    port: Annotated[int, typer.Option("--port", help="The port to listen on.")] = 12111,
    book: Annotated[Path | None, typer.Option("--book", help="A JSON file of plain Stripe objects.")] = None,
    account: Annotated[str, typer.Option("--account", help="The account's id.")] = "acct_emulator",
    refuse: Annotated[
        list[str] | None,
        typer.Option("--refuse", help="What the key may not read: refunds, or write: refunds write."),
    ] = None,
    timezone: Annotated[str, typer.Option("--timezone", help="Time zone of the account's dashboard.")] = TIMEZONE,
    host: Host = "127.0.0.1",
) -> None:
    """Serve Stripe's API from a book; without one, from the demo's.

    Example: connector emulate stripe --port 12111 --book my-export.json
    """
    served = Book.from_file(book) if book else Book.from_plain(year_book())
    emulator = StripeEmulator(served, account=account, refused_resources=frozenset(refuse or ()), timezone=timezone)
    base = "CONNECTOR_CONNECTIONS__MAIN__"
    talk.print(f"Stripe emulator at http://{host}:{port} (account {account}). In the settings of connection main:")
    talk.print(f"  stripe: {{ account_id: {account}, api_base: http://{host}:{port} }}")
    talk.print(f"and in the environment:\n  export {base}STRIPE__API_KEY={EMULATOR_KEY}\nStop it with Ctrl-C.")
    with stopped_by_hand():
        serve_stripe(emulator, host, port)


@app.command("netsuite")
def netsuite(
    *,
    port: Annotated[int, typer.Option("--port", help="The port to listen on.")] = 12112,
    state: Annotated[Path | None, typer.Option("--state", help="A file that keeps its books between starts.")] = None,
    account: Annotated[str, typer.Option("--account", help="The account's id.")] = "1234567_SB1",
    latency_ms: Annotated[float, typer.Option("--latency-ms", help="What a request costs.")] = 0,
    per_record_ms: Annotated[float, typer.Option("--per-record-ms", help="What a record costs.")] = 0,
    concurrency: Annotated[int, typer.Option("--concurrency", help="Requests at once; more are refused.")] = 5,
    arm: Annotated[bool, typer.Option("--arm/--no-arm", help="Advanced Revenue Management.")] = True,
    tax: Annotated[
        Tax, typer.Option("--tax", help="What it demands: legacy tax codes on lines, SuiteTax schedules on items.")
    ] = Tax.NONE,
    auto_numbers: Annotated[
        bool, typer.Option("--auto-numbers", help="It numbers customers and transactions, and takes no other numbers.")
    ] = False,
    currency: Annotated[list[str] | None, typer.Option("--currency", help="A further currency.")] = None,
    subsidiary: Annotated[list[str] | None, typer.Option("--subsidiary", help="A further subsidiary's name.")] = None,
    required_field: Annotated[
        list[str] | None, typer.Option("--required-field", help="A field that forms demand: department, invoice.class.")
    ] = None,
    custom_field: Annotated[
        list[str] | None, typer.Option("--custom-field", help="A further custom field: custbody_region=string.")
    ] = None,
    stripe_columns: Annotated[
        bool, typer.Option("--stripe-columns/--no-stripe-columns", help="The line columns for Stripe's own dates.")
    ] = True,
    permission: Annotated[
        list[str] | None,
        typer.Option("--permission", help="What the role lacks: Invoice=view, Items=none."),
    ] = None,
    periods_through: Annotated[int, typer.Option("--periods-through", help="The last year with periods.")] = LAST_YEAR,
    host: Host = "127.0.0.1",
) -> None:
    """Serve a NetSuite account with double-entry books. What it defers is planned at once, not after some hours.

    Example: connector emulate netsuite --port 12112 --state netsuite.db
    """
    emulator = NetSuiteEmulator(
        account=account,
        state=state,
        latency_ms=latency_ms,
        per_record_ms=per_record_ms,
        concurrency=concurrency,
        arm=arm,
        tax=tax,
        auto_numbers=auto_numbers,
        currencies=tuple(dict.fromkeys((*CURRENCIES, *(currency or ())))),
        subsidiaries=tuple(subsidiary or ()),
        required_fields=tuple(required_field or ()),
        custom_fields={**(CUSTOM_FIELDS if stripe_columns else {}), **_custom_fields(custom_field or ())},
        permissions=_permissions(permission or ()),
        last_year=periods_through,
    )
    base = "CONNECTOR_CONNECTIONS__MAIN__NETSUITE__"
    talk.print(f"NetSuite emulator at http://{host}:{port} (account {account}). In the settings of connection main:")
    talk.print(f"  netsuite: {{ account: {account}, base_url: http://{host}:{port}, subsidiary: 1 }}")
    talk.print("and in the environment:")
    for name in ("consumer_key", "consumer_secret", "token_id", "token_secret"):
        talk.print(f"  export {base}{name.upper()}={getattr(EMULATOR_KEYS, name)}")
    talk.print("Stop it with Ctrl-C.")
    with stopped_by_hand():
        serve_netsuite(emulator, host, port)


def _custom_fields(said: Iterable[str]) -> dict[str, str]:
    """Custom fields with their types. Raises UsageError."""
    fields = dict(each.partition("=")[::2] for each in said)
    for name, type_ in fields.items():
        if type_ not in FIELD_TYPES or not name.startswith("cust"):
            raise UsageError(
                f"--custom-field {name}={type_}: write it like custbody_region=string ({', '.join(FIELD_TYPES)})."
            )
    return fields


def _permissions(said: Iterable[str]) -> dict[str, Level]:
    """Permissions with their levels. Raises UsageError."""
    try:
        return dict(map(permission_of, said))
    except ValueError as wrong:
        raise UsageError(f"--permission: {wrong}") from None
