"""What is in force and what is not: the mapping that speaks, and a pause in sending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from connector.assembly import Assembled
from connector.causes import CAUSES, remedy, sentence
from connector.cli.printing import talk
from connector.journal.troubles import Trouble
from connector.troubles import code_of
from connector.versions import Pause


def mapping_name(assembled: Assembled) -> str:
    """`mapping v3`: the version that records are made with now, or the file that is looked through."""
    if assembled.mapping.instead:
        return f"mapping of {assembled.mapping.instead}, which is not in force"
    version = assembled.journal.made_with or assembled.mapping.version
    if version is None:
        return "mapping as its files stand"
    return f"mapping v{version.number}" + ("" if version.published_at else ", unpublished")


def folder_lines(assembled: Assembled) -> Iterator[str]:
    """Said wherever a mapping is used, and only where the files are not those that were published."""
    version = assembled.mapping.version
    if version is not None and assembled.mapping.folder_differs:
        yield f"! Mappings changed since version {version.number} was published, and are not used yet:"
        yield f"  `connector mapping diff {version.number} .` shows what they would change, `connector mapping publish`"
        yield "  puts them in force"


def warn_of_folder(assembled: Assembled) -> None:
    """Whoever edits mappings looks at them here: what was published is used, not what they just wrote."""
    for line in folder_lines(assembled):
        talk.print(line)


def paused_text(paused: Pause | None) -> Iterator[str]:
    """That nothing is sent, why, and what to do."""
    if paused is None:
        return
    cause = CAUSES[paused.code]
    yield f"! {cause.code} {sentence(paused.code, '', paused.values)}, since {paused.at:%Y-%m-%d %H:%M} UTC"
    yield f"    {cause.who}: {remedy(paused.code, '', paused.values)}"
    yield ""


def paused_json(paused: Pause | None) -> Mapping[str, object] | None:
    """The same as data."""
    if paused is None:
        return None
    cause = CAUSES[paused.code]
    return {
        "code": cause.code,
        "name": cause.name,
        "text": sentence(paused.code, "", paused.values),
        "what_to_do": remedy(paused.code, "", paused.values),
        "at": paused.at,
        "who": paused.who,
        "values": paused.values,
    }


def troubles_text(troubles: Iterable[Trouble]) -> Iterator[str]:
    """What is wrong with the connection as a whole, of which no record tells; an alert's own words are the daemon's."""
    for one in troubles:
        if one.code in CAUSES:
            cause = CAUSES[one.code]
            yield f"! {cause.code} {sentence(one.code, '', one.values)}, since {one.opened_at:%Y-%m-%d %H:%M} UTC"
            yield f"    {cause.who}: {remedy(one.code, '', one.values)}"
            yield ""


def troubles_json(troubles: Iterable[Trouble]) -> list[Mapping[str, object]]:
    """The same as data."""
    return [
        {"code": code_of(one.code), "since": one.opened_at, "last_seen": one.last_seen_at, "values": one.values}
        for one in troubles
    ]
