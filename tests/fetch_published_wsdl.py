"""Fetches Oracle's published WSDL and schemas into a cache outside the tree, for `make contract`; prints its place.

The files carry no licence, so they are never part of the project. Exit 5: they cannot be fetched now.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import requests

WSDL = "https://webservices.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"
XSD = re.compile(r'schemaLocation="(https://webservices\.netsuite\.com/xsd/([a-z]+)/v2025_2_0/([A-Za-z]+\.xsd))"')
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "stripe-netsuite-connector" / "2025_2"
TIMEOUT_SECONDS = 30
OFFLINE = 5


def main() -> int:
    """Fetch what is not there yet."""
    wsdl = CACHE / "netsuite.wsdl"
    try:
        if not wsdl.exists():
            sys.stderr.write(f"Fetching Oracle's published WSDL and schemas into {CACHE} ...\n")
            _fetch(wsdl)
    except requests.RequestException as error:
        sys.stderr.write(f"{WSDL} cannot be fetched ({type(error).__name__}): run this again when it can be reached.\n")
        return OFFLINE
    sys.stdout.write(f"{wsdl}\n")
    return 0


def _fetch(wsdl: Path) -> None:
    """The WSDL last: when it is there, everything is."""
    (CACHE / "xsd").mkdir(parents=True, exist_ok=True)
    text = _get(WSDL)
    waiting, done = set(XSD.findall(text)), set()
    while waiting:
        address, group, name = waiting.pop()
        done.add(address)
        schema = _get(address)
        waiting |= {found for found in XSD.findall(schema) if found[0] not in done}
        (CACHE / "xsd" / f"{group}.{name}").write_text(_flat(schema, "./"), encoding="utf-8")
    wsdl.write_text(_flat(text, "./xsd/"), encoding="utf-8")


def _get(address: str) -> str:
    answer = requests.get(address, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer.text


def _flat(text: str, folder: str) -> str:
    """All schemas lie in one folder, each beside the others."""
    return XSD.sub(lambda found: f'schemaLocation="{folder}{found[2]}.{found[3]}"', text)


if __name__ == "__main__":
    sys.exit(main())
