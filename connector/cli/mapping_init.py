"""`connector mapping init` and `schema`: a first file of one's own, and what an editor needs to help with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from connector.cli.failures import Exit, UsageError
from connector.cli.printing import out, talk
from connector.mapping.schema import mapping_schema

SCHEMA_NAME = "mapping.schema.json"
FIRST = Path("mappings/mapping.yaml")

BEGINNING = f"""\
# yaml-language-server: $schema=./{SCHEMA_NAME}
#
# Fields of NetSuite's records beyond those that the connector fills by itself. Name this file in the settings:
#     mapping: [{FIRST}]
# Nothing below is active until you take the "#" from the front of an example. Then:
#     connector mapping lint                   what is wrong, and where
#     connector preview ID                     what an invoice or charge would be in NetSuite
#     connector mapping publish --note "why"   in force from the next run on

version: 1

# Tables, here or in a CSV file beside this one: teams: {{ file: tables/teams.csv, key: team, value: id }}
#lookups:
#  department_by_team: {{ sales: 7, support: 8 }}

# The same value for every record of a kind. NetSuite may demand a field of the invoice and of its lines.
#field_defaults:
#  invoice: {{ klass_id: 5 }}
#  invoice_item: {{ klass_id: 5 }}

# Read from the Stripe object of each record: a path, and the field that it fills.
#field_mappings:
#  customer_payment: {{ "metadata.company_id": custbody_company_identifier }}
#  invoice:
#    "metadata.team":
#      to: department_id
#      transform: [trim, lower, {{ lookup: department_by_team }}]
#      default: 7
#  invoice_item:
#    - from: [metadata.team, invoice.metadata.team]
#      to: department_id
#      transform: [trim, lower, {{ lookup: department_by_team }}]
#      default: 7

# Values where a condition holds; they win over what stands above.
#overrides:
#  - name: german customers
#    when: "customer.address.country == 'DE'"
#    set: {{ invoice: {{ location_id: 9 }}, invoice_item: {{ location_id: 9 }} }}
"""


def schema(
    to: Annotated[Path | None, typer.Option("--out", help="Write it to this file; an older one is replaced.")] = None,
) -> int:
    """Print the JSON Schema of mapping files, with which editors complete and check them.

    Example: connector mapping schema --out mappings/mapping.schema.json
    """
    if to is None:
        out.print(schema_text(), end="")
    else:
        _write(to, schema_text(), mode="w")
    return Exit.DONE


def init(
    to: Annotated[Path, typer.Option("--out", help="The file to write. What is there already is left alone.")] = FIRST,
) -> int:
    """Write a commented mapping file to begin with, and the schema for editors beside it.

    Example: connector mapping init --out mappings/acme.yaml
    """
    if to.exists():
        raise UsageError(f"{to} is there already, and was left as it is. Name another file with --out.")
    beside = to.parent / SCHEMA_NAME
    _write(to, BEGINNING.replace(str(FIRST), to.as_posix()), mode="x")
    talk.print(f"Written: {to}")
    if not beside.exists():
        _write(beside, schema_text(), mode="x")
        talk.print(f"Written: {beside}, for editors")
    elif beside.read_text(encoding="utf-8") != schema_text():
        talk.print(f"{beside} is another one, and was left. To renew it: connector mapping schema --out {beside}")
    return Exit.DONE


def schema_text() -> str:
    """The schema as a file holds it."""
    return json.dumps(mapping_schema(), indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, text: str, *, mode: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode, encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
