"""`connector mapping help`: what the codes of mapping files mean."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Annotated

import typer

from connector.causes import BY_CODE, Cause
from connector.cli.cause_text import page_lines, with_names
from connector.cli.failures import Exit, UsageError
from connector.cli.options import Json
from connector.cli.printing import out, print_json, print_table
from connector.located import COLUMNS_MAX, did_you_mean
from connector.mapping.pages import PAGES, Page

Code = Annotated[str | None, typer.Argument(help="A code, such as MAP-102.", metavar="[CODE]")]


def help_page(code: Code = None, *, as_json: Json = False) -> int:
    """Say what a code of a message means, with a wrong example and the right one; without CODE, list the codes.

    Example: connector mapping help MAP-102
    """
    if code is None:
        return _list(as_json=as_json)
    page = PAGES.get(code.upper()) or BY_CODE.get(code.upper())
    if page is None:
        near = did_you_mean(code.upper(), [*PAGES, *BY_CODE]) or "See: connector mapping help"
        raise UsageError(f"There is no code {code}: {near}")
    if as_json:
        print_json(page)
    else:
        out.print("\n".join(_page_lines(page) if isinstance(page, Page) else _cause_lines(page)))
    return Exit.DONE


def _list(*, as_json: bool) -> int:
    of_runs = {code: cause for code, cause in BY_CODE.items() if code.startswith("MAP-")}
    titles = [(page.code, page.title) for page in PAGES.values()]
    titles += [(code, with_names(cause.happened)) for code, cause in sorted(of_runs.items())]
    if as_json:
        print_json(dict(titles))
    else:
        print_table(("Code", "Means"), titles)
    return Exit.DONE


def _page_lines(page: Page) -> Iterator[str]:
    yield f"{page.code}  {page.title}"
    yield ""
    yield from _paragraph(page.means)
    yield from _paragraph(page.matters)
    yield "Wrong"
    yield textwrap.indent(page.wrong, "    ")
    yield "Right"
    yield textwrap.indent(page.right, "    ")
    yield f"Who can fix it: {page.who}"
    for code in page.in_runs:
        yield f"In a run: {code} {with_names(BY_CODE[code].happened)}"


def _cause_lines(cause: Cause) -> Iterator[str]:
    yield from page_lines(cause)
    yield "It is a problem of a run. What it is about: connector explain ID"
    yield from (f"In a file: {page.code} {page.title}" for page in PAGES.values() if cause.code in page.in_runs)


def _paragraph(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, COLUMNS_MAX, break_on_hyphens=False)
    yield ""
