"""Sentences and tables about a connection: how a run went, how things stand, and the story of a family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from connector.assembly import Assembled
from connector.binding import posted_record
from connector.causes import CAUSES, remedy, sentence
from connector.cli.cause_text import card_lines, issue_json
from connector.cli.failures import Exit
from connector.cli.in_force_text import (
    folder_lines,
    mapping_name,
    paused_json,
    paused_text,
    troubles_json,
    troubles_text,
)
from connector.journal import BlockCount, Family, Issue, Journal, Member, Remarks, Shown, Status
from connector.journal.past_runs import Run as PastRun
from connector.periods import Moved, moved_text
from connector.runs import Run
from connector.translation.text import KIND_NAMES, amount_text, text_of
from connector.translation.wanted import Application, Block
from connector.write_back import Told
from netsuite_client.records import Invoice, Kind, Transaction

Examples = Mapping[str, Sequence[str]]
"""By cause, the ids of a few records that need somebody, as `connector show` takes them."""

SHOWN_WORDS: dict[Shown, str] = {shown: shown.value.replace("_", " ") for shown in Shown}
CAUSES_SHOWN_MAX = 20
EXAMPLES_MAX = 3
ISSUES_LOOKED_AT_MAX = 500
APPLICATION = "application"


def summary_text(assembled: Assembled, done: Run, status: Status) -> str:
    """What a run did, in lines that are aligned."""
    counts = done.counts
    rule = assembled.connection.revenue_dates.end_date_rule
    head = "stopped before its end; run it again to go on" if done.stopped else "finished"
    head = "finished, sending is paused" if done.paused else head
    return "\n".join(
        [
            f"Run {done.id} {head} ({mapping_name(assembled)}, end date: {rule})",
            f" read      {counts['roots']:>6}  new {counts['new']}  changed {counts['changed']}  "
            f"unchanged {counts['unchanged']}  skipped {counts['skipped']}  blocked {counts['blocked']}  "
            f"problems {counts['problems']}",
            f" sent      {counts['accepted'] + counts['refused']:>6}  accepted {counts['accepted']}  "
            f"refused {counts['refused']}  unanswered {counts['unanswered']}  linked {counts['linked']}  "
            f"checked {counts['checked']}",
            *_periods_line(done),
            *_told_lines(done.told),
            *_cleared_line(_cleared(assembled.journal, done, status)),
            *folder_lines(assembled),
            "",
            status_text(status, examples_of(assembled.journal)),
        ]
    )


def exit_of(done: Run, status: Status) -> Exit:
    """How a command ends that had this run."""
    if done.stopped or done.paused:
        return Exit.PARTIAL
    return Exit.ATTENTION if status.issues else Exit.DONE


def _periods_line(done: Run) -> Iterator[str]:
    """Said only where a closed period was met (rule A-9)."""
    moved, held = done.counts["moved"], done.counts["held"]
    if moved or held:
        yield f" closed    {moved + held:>6}  moved {moved}  on hold {held}"
    for one in done.moved:
        yield f"           {one['number']:>6}  {_kind_name(str(one['kind']))} moved to {one['to']}"


def _told_lines(told: Told) -> Iterator[str]:
    """Said only where Stripe was told something, or could not be (rule I-6)."""
    if told.written:
        yield f" told      {told.written:>6}  internal ids written to Stripe"
    if told.trouble:
        yield f"! Internal ids were not written to Stripe, the next run goes on: {told.trouble}"


def _cleared(journal: Journal, done: Run, status: Status) -> int:
    """How many issues went away in a run without a person's word."""
    began = next((run.started_at for run in status.runs if run.id == done.id), None)
    return journal.desk.cleared_since(began) if began else 0


def _cleared_line(number: int) -> Iterator[str]:
    if number:
        yield f" cleared   {number:>6}  {'issue by itself' if number == 1 else 'issues by themselves'}"


def summary_json(assembled: Assembled, done: Run, status: Status) -> dict[str, object]:
    """The same as data."""
    return {
        "exit": exit_of(done, status),
        **run_json(next(run for run in status.runs if run.id == done.id)),
        "stopped": done.stopped,
        "paused": done.paused,
        "mapping": {
            "version": assembled.journal.made_with.number if assembled.journal.made_with else None,
            "published": assembled.mapping.version is not None,
            "folder_differs": assembled.mapping.folder_differs,
        },
        "cleared": {"issues": _cleared(assembled.journal, done, status)},
        "requests": {"stripe": assembled.stripe_requests(), "netsuite": assembled.netsuite_requests()},
        "status": status_json(status, examples_of(assembled.journal)),
    }


def run_json(run: PastRun) -> dict[str, object]:
    """How a run came about and what it did, as data."""
    ended = run.finished_at
    return {
        "run": run.id,
        "trigger": run.trigger,
        "outcome": run.outcome,
        "window": {"from": run.details.get("window_from"), "to": run.started_at},
        "config_hash": run.details.get("config_hash"),
        "mapping": run.details.get("mapping"),
        "end_date_rule": run.details.get("end_date_rule"),
        "seconds": None if ended is None else round((ended - run.started_at).total_seconds(), 3),
        "kinds": run.details.get("kinds", {}),
        "moved": run.details.get("moved", []),
        "counts": run.counts,
    }


def examples_of(journal: Journal) -> Examples:
    """A few ids for each cause that is among the oldest issues."""
    examples: dict[str, list[str]] = {}
    for issue in islice(journal.issues(), ISSUES_LOOKED_AT_MAX):
        ids = examples.setdefault(issue.code, [])
        id_ = issue.root.id if issue.root else issue.external_id or issue.subject
        if len(ids) < EXAMPLES_MAX and id_ not in ids:
            ids.append(id_)
    return examples


def status_text(status: Status, examples: Examples) -> str:
    """One sentence, then counts by kind, skipped roots by reason, and the causes of what needs somebody."""
    return "\n".join(
        [
            *paused_text(status.paused),
            *troubles_text(one for one in status.troubles if not (status.paused and one.code == status.paused.code)),
            status_sentence(status),
            "",
            *_kind_rows(status),
            *_section("Skipped", status.skipped.items()),
            *_section("Blocked", ((_blocked_line(count), count.number) for count in status.blocked)),
            *_causes(status, examples),
        ]
    ).rstrip()


def status_sentence(status: Status) -> str:
    """How things stand, in one sentence."""
    held, synced = status.number(Shown.ON_HOLD), status.number(Shown.SYNCED)
    attention, waits = _attention(status) - held, f"{held} on hold, " if held else ""
    on_the_way = sum(status.number(shown) for shown in (Shown.QUEUED, Shown.WAITING, Shown.RETRYING, Shown.RUNNING))
    if attention:
        verb = "needs" if attention == 1 else "need"
        needs = f"{counted(attention, 'record')} {verb} you, {counted(len(status.issues), 'cause')}"
        return f"{needs}; {synced} synced, {waits}{on_the_way} on their way."
    if held:
        return f"{counted(held, 'record')} on hold; {synced} synced, {on_the_way} on their way."
    if on_the_way:
        return f"{synced} synced, {on_the_way} on their way; nothing needs you."
    return f"All good: {synced} synced, nothing waits." if synced else "Nothing synced yet: connector sync."


def status_json(status: Status, examples: Examples) -> dict[str, object]:
    """How things stand, as data."""
    kinds: dict[str, dict[str, int]] = {}
    for count in status.counts:
        kinds.setdefault(count.kind, {})[count.shown.value] = count.number
    return {
        "connection": status.connection,
        "paused": paused_json(status.paused),
        "troubles": troubles_json(status.troubles),
        "kinds": kinds,
        "skipped": dict(status.skipped),
        "blocked": [
            {"code": CAUSES[count.code].code, "name": count.code, "number": count.number, "by": count.by}
            for count in status.blocked
        ],
        "issues": [
            {
                "code": CAUSES[issue.code].code,
                "name": issue.code,
                "number": issue.number,
                "examples": examples.get(issue.code, ()),
            }
            for issue in status.issues
        ],
        "unchecked": status.unchecked,
        "oldest_unsynced": status.oldest_unsynced,
        "next_try": status.next_try,
    }


def families_text(families: Sequence[Family]) -> str:
    """The story of each root: its records with states, its problems, and how an open invoice can end."""
    paid = _paid(families)
    return "\n\n".join("\n".join([*_family_lines(family), *_open_invoice_hint(family, paid)]) for family in families)


def _paid(families: Iterable[Family]) -> Mapping[str | None, Decimal]:
    """What of each document is paid in NetSuite, by its external id."""
    paid: dict[str | None, Decimal] = {}
    for member in (member for family in families for member in family.members):
        if isinstance(member.content, Application) and member.shown is Shown.SYNCED:
            payee = member.content.payee.external_id
            paid[payee] = paid.get(payee, Decimal(0)) + member.content.amount
    return paid


def _family_lines(family: Family) -> list[str]:
    lines = family_head(family)
    for member in family.members:
        lines += ["", *_member_lines(member)]
    return lines


def family_head(family: Family) -> list[str]:
    """A root, when it was read, and what keeps it from having records."""
    lines = [f"{family.root.kind} {family.root.id}  read {family.read_at:%Y-%m-%d %H:%M:%S} UTC"]
    if family.skipped:
        lines.append(f"  skipped ({family.skipped})")
    elif family.blocked:
        lines.append(f"  {blocked_text(family.blocked, family.root.id)}")
    elif not family.members and not family.problems:
        lines.append("  makes no record: nothing was collected (rule P-6)")
    for problem in family.problems:
        lines += _issue_lines(problem)
    return lines


def remarks_lines(remarks: Mapping[str, Remarks]) -> Iterator[str]:
    """What people say of these records."""
    for id_, said in remarks.items():
        marks = [f"assigned to {said.assignee}"] if said.assignee else []
        marks += [f"tagged {', '.join(said.tags)}"] if said.tags else []
        if marks:
            yield f"\n{id_}  {', '.join(marks)}"
        for note in said.notes:
            yield f"\n{id_}  {note.at:%Y-%m-%d %H:%M} {note.who}: {note.text}"


def family_json(family: Family) -> dict[str, object]:
    """The story as data."""
    return {
        "root": family.root.id,
        "state": family.state,
        "skipped": family.skipped,
        "blocked": blocked_json(family.blocked),
        "read_at": family.read_at,
        "problems": [issue_json(problem) for problem in family.problems],
        "records": [_member_json(member) for member in family.members],
    }


def blocked_text(block: Block, root: str) -> str:
    """What holds a root (its id) back, and what lets it go on: no error, for somebody wanted it so."""
    cause, values = CAUSES[block.code], {"by": block.by}
    what, then = sentence(block.code, root, values), remedy(block.code, root, values)
    return f"blocked by {block.by} ({cause.code} {what}. {then})"


def blocked_json(block: Block | None) -> Mapping[str, str] | None:
    """The same as data."""
    return {"by": block.by, "cause": CAUSES[block.code].code, "name": block.code} if block else None


def _blocked_line(count: BlockCount) -> str:
    more = ", …" if count.more else ""
    return f"{CAUSES[count.code].code} {count.code}: blocked by {', '.join(count.by)}{more}"


def _member_lines(member: Member) -> Iterator[str]:
    state = SHOWN_WORDS[member.shown]
    if member.waits_for:
        state += f" for {', '.join(blocker.external_id for blocker in member.waits_for)}"
    if member.next_try:
        state += f", next {member.next_try:%H:%M:%S}"
    linked = "linked to " if member.linked else ""
    there = f"  {linked}NetSuite {member.internal_id}" if member.internal_id else ""
    checked = f"  amounts checked {member.checked_at:%Y-%m-%d %H:%M}" if member.checked_at else ""
    made = f"  mapping v{member.mapping}" if member.mapping and member.sent and not member.linked else ""
    yield f"[{state}]{there}{checked}{made}"
    if isinstance(member.content, Application):
        use = member.content
        ids = f"{use.payer.external_id} applied to {use.payee.external_id}"
        yield f"Application  {ids}  {use.currency} {amount_text(use.amount)}"
    else:
        posted = posted_record(member.content, Moved(to=member.posted_on)) if member.posted_on else member.content
        yield text_of(posted, match=member.match)
    if why := _why_moved(member):
        yield f"  {why} (rule A-9)"
    if member.issue:
        yield from _issue_lines(member.issue)


def _why_moved(member: Member) -> str | None:
    """Why NetSuite has it in another month, if it does."""
    if member.posted_on is None or not isinstance(member.content, Transaction):
        return None
    return moved_text(member.content.tran_date, member.posted_on)


def _issue_lines(issue: Issue) -> Iterator[str]:
    return (f"  {line}" for line in card_lines(issue))


def _open_invoice_hint(family: Family, paid: Mapping[str | None, Decimal]) -> Iterator[str]:
    """Rule P-6: an invoice that nobody has paid stays open, and there are three ways to end it."""
    for member in family.members:
        invoice = member.content
        if not isinstance(invoice, Invoice) or member.shown is not Shown.SYNCED or family.problems:
            continue
        rest = invoice.total - paid.get(invoice.external_id, Decimal(0))
        if rest > 0:
            yield ""
            yield f"  {invoice.currency.name} {amount_text(rest)} of it is open, and stays open in NetSuite until"
            yield "  the invoice is paid, marked uncollectible or voided at Stripe (rule P-6)."


def _kind_rows(status: Status) -> Iterator[str]:
    kinds = list(dict.fromkeys(count.kind for count in status.counts))
    if not kinds:
        return
    numbers = {(count.kind, count.shown): count.number for count in status.counts}
    columns = [column for column in Shown if column is Shown.SYNCED or any((kind, column) in numbers for kind in kinds)]
    yield f"  {'':<18}" + "".join(f"{SHOWN_WORDS[column]:>{_width(column)}}" for column in columns)
    for kind in kinds:
        cells = "".join(f"{numbers.get((kind, column), 0):>{_width(column)}}" for column in columns)
        yield f"  {_kind_name(kind):<18}{cells}"
    yield ""


def _width(column: Shown) -> int:
    return len(SHOWN_WORDS[column]) + 3


def _kind_name(kind: str) -> str:
    return "Application" if kind == APPLICATION else KIND_NAMES[Kind(kind)]


def _section(title: str, rows: Iterable[tuple[str, int]]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield title
        yield from (f"  {number:>6}  {text}" for text, number in rows)
        yield ""


def _causes(status: Status, examples: Examples) -> Iterator[str]:
    if not status.issues:
        return
    yield "Needs somebody"
    for issue in status.issues[:CAUSES_SHOWN_MAX]:
        cause = CAUSES[issue.code]
        yield f"  {issue.number:>6}  {cause.code} {issue.code}  ({cause.who})"
        ids = examples.get(issue.code, ())
        more = ", …" if issue.number > len(ids) else ""
        yield f"          {', '.join(ids)}{more}"
    first = next((id_ for issue in status.issues for id_ in examples.get(issue.code, ())), "ID")
    yield f"  What happened and what to do: connector show {first}"


def _attention(status: Status) -> int:
    return sum(issue.number for issue in status.issues)


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it has to be."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _member_json(member: Member) -> Mapping[str, object]:
    waits: Sequence[str] = [blocker.external_id for blocker in member.waits_for]
    return {
        "kind": member.kind,
        "external_id": member.external_id,
        "sent_as": member.sent_as,
        "state": member.shown,
        "internal_id": member.internal_id,
        "linked": member.linked,
        "checked_at": member.checked_at,
        "mapping_version": member.mapping,
        "waits_for": waits,
        "content": member.content,
        "posted_on": member.posted_on,
        "moved": _why_moved(member),
        "issue": issue_json(member.issue) if member.issue else None,
    }
