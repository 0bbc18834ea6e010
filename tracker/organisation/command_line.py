"""A register file brought in without pages: columns matched by words, the dry run as lines of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from tracker import database
from tracker.database import db, unit_of_work
from tracker.organisation import queries_imports, services
from tracker.organisation.models import Employer, RegisterImport
from tracker.organisation.register_check.dates import DateColumn, DateOrder
from tracker.organisation.register_check.dry_run import DryRun, Matching
from tracker.organisation.register_check.fields import FIELDS, field_named, known_headings
from tracker.organisation.register_check.findings import Category, labels_of
from tracker.organisation.register_file.apart import read_apart
from tracker.organisation.register_file.headings import plain_heading
from tracker.organisation.register_file.table import FileRefusedError, SourceTable, column_letters
from tracker.organisation.rules import ImportKind, ImportState

SHOWN = 20
"""Rows of each part of the dry run that are printed."""
KINDS = {
    "people": ImportKind.PEOPLE,
    "posts": ImportKind.POSTS,
    "post-groups": ImportKind.POST_GROUPS,
}
LIKELY, NONE = "likely", "none"
DATE_ORDERS = {order.value.replace(" ", "-"): order for order in DateOrder}


class CommandError(Exception):
    """What was asked cannot be done; the message says what to do instead."""


@dataclass(frozen=True)
class Wanted:
    """What the command was asked for. ``maps`` are pairs of a field and a heading."""

    file_name: str
    content: bytes
    employer: str
    kind: ImportKind
    as_of: date
    maps: Sequence[tuple[str, str]] = ()
    full_time_hours: float | None = None
    create_employer: bool = False
    date_order: DateOrder | None = None
    same: str | None = None


@dataclass(frozen=True)
class Checked:
    """A file read, matched and compared; nothing of it is saved."""

    wanted: Wanted
    table: SourceTable
    matching: Matching
    dry_run: DryRun
    employer_id: int | None


def check(wanted: Wanted) -> Checked:
    """Read the file and compare it with the register. Saves nothing. Raises ``CommandError``."""
    table = _read(wanted)
    try:
        return _compare(wanted, table)
    finally:
        database.release()


def _read(wanted: Wanted) -> SourceTable:
    try:
        return read_apart(wanted.content, wanted.file_name, known_headings(wanted.kind))
    except FileRefusedError as error:
        raise CommandError(str(error)) from error


def _compare(wanted: Wanted, table: SourceTable) -> Checked:
    employer_id = db.session.scalar(sa.select(Employer.id).where(Employer.name == wanted.employer))
    if employer_id is None and not wanted.create_employer:
        raise CommandError(f"There is no employer “{wanted.employer}”. Add --create-employer to make it")
    before = queries_imports.last_applied(employer_id, wanted.kind) if employer_id else None
    matching = matched(wanted, table, services.likely_matching(wanted.kind, table, before))
    seen = RegisterImport(employer_id=employer_id or 0, kind=wanted.kind, as_of=wanted.as_of)
    try:
        dry_run = services.dry_run_of(seen, table, matching)
        while dry_run.pairs and wanted.same:
            likely = wanted.same == LIKELY
            matching = matching.judged((pair, likely and pair.sure) for pair in dry_run.pairs)
            dry_run = services.dry_run_of(seen, table, matching)
    except FileRefusedError as error:
        raise CommandError(str(error)) from error
    return Checked(wanted, table, matching, dry_run, employer_id)


def matched(wanted: Wanted, table: SourceTable, likely: Matching) -> Matching:
    """The likely columns, changed as asked: ``unit=Department``, ``unit=column C``, ``hours=`` for none."""
    columns = dict(likely.columns)
    known = {plain_heading(text): f.name for f in FIELDS[wanted.kind] for text in (f.name, f.label)}
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(table.headings):
        for called in {plain_heading(heading), plain_heading(heading.rpartition(" (")[0])} - {""}:
            places.setdefault(called, []).append(position)
        places.setdefault(f"column {column_letters(position).lower()}", []).append(position)
    for ours, theirs in wanted.maps:
        name = known.get(plain_heading(ours))
        if name is None:
            raise CommandError(f"“{ours}” is not one of: {', '.join(f.name for f in FIELDS[wanted.kind])}")
        columns.pop(name, None)
        if not theirs.strip():
            continue
        found = places.get(plain_heading(theirs), [])
        if len(found) != 1:
            how = "no column" if not found else f"{len(found)} columns"
            raise CommandError(f"The file has {how} with the heading “{theirs}”. Name it by letter: column C")
        columns = {other: position for other, position in columns.items() if position != found[0]}
        columns[name] = found[0]
    return replace(
        likely,
        columns=columns,
        full_time_hours=wanted.full_time_hours or likely.full_time_hours,
        date_orders=_date_orders(wanted, table, columns),
    )


def _date_orders(wanted: Wanted, table: SourceTable, columns: dict[str, int]) -> dict[str, DateOrder]:
    orders = {}
    for name, position in columns.items():
        seen = (
            DateColumn.of(table.columns[position]) if field_named(wanted.kind, name).is_date else DateColumn()
        )
        if seen.order is None and wanted.date_order is None:
            raise CommandError(
                f"Column {column_letters(position)}: {seen.count:,} dates such as {seen.either[0]} can be "
                "read two ways. Add --dates day-first or month-first, or not-known to leave them out"
            )
        if seen.order is None and wanted.date_order is not None:
            orders[name] = wanted.date_order
    return orders


def as_lines(checked: Checked) -> Iterator[str]:
    """The dry run as text."""
    table, summary = checked.table, checked.dry_run.summary
    read_as = f"sheet “{table.sheet}”" if table.sheet else f"{table.encoding}, {table.delimiter}"
    yield f"{checked.wanted.file_name}: {summary.total:,} rows, read as {read_as}"
    yield from (f"  {note}" for note in table.notes)
    yield "Columns"
    named = {position: name for name, position in checked.matching.columns.items()}
    for position, heading in enumerate(table.headings):
        used = named.get(position, "not used")
        yield f"  {column_letters(position):>2}  {heading or '(no heading)'} -> {used}"
    yield "What the import would do"
    for category in Category:
        yield f"  {labels_of(checked.wanted.kind)[category]}: {summary.count(category):,}"
    yield f"  As before: {summary.unchanged:,}"
    if summary.fte:
        yield f"  FTE in the sound rows: {summary.fte:,.2f}"
    for category in Category:
        found = [each for each in checked.dry_run.findings if each.category == category]
        if not found or category is Category.NEW:
            continue
        yield labels_of(checked.wanted.kind)[category]
        for each in found[:SHOWN]:
            row = f"row {each.row}" if each.row else "not in the file"
            yield f"  {row}: {each.key}: {each.reason}{f' ({each.detail})' if each.detail else ''}"
        if len(found) > SHOWN:
            yield f"  and {len(found) - SHOWN:,} more"
    pairs = checked.dry_run.pairs
    if pairs:
        yield f"May be the same under another number or name: {len(pairs):,}"
        yield from (
            f"  {p.old} -> {p.new}: {'likely' if p.sure else 'unsure'}: {p.why}" for p in pairs[:SHOWN]
        )
        if len(pairs) > SHOWN:
            yield f"  and {len(pairs) - SHOWN:,} more"


def save(wanted: Wanted, *, approver_id: int | None, at: datetime) -> tuple[Checked, RegisterImport]:
    """Import the file, or put it before a second person when it ends too much and nobody has approved.

    Compared and applied in one transaction, so nothing can change in between. Raises ``CommandError``.
    """
    table = _read(wanted)
    with unit_of_work():
        checked = _compare(wanted, table)
        if checked.dry_run.pairs:
            raise CommandError(
                f"{len(checked.dry_run.pairs):,} pairs may be the same under another number or name: run "
                "without --confirm to see them, then add --same likely or --same none, or judge on the page"
            )
        employer = db.session.get(Employer, checked.employer_id) if checked.employer_id else None
        if employer is None:
            employer = Employer(name=wanted.employer, valid_from=wanted.as_of)
            db.session.add(employer)
            db.session.flush()
        row = services.receive_file(
            employer,
            wanted.kind,
            wanted.as_of,
            file_name=wanted.file_name,
            content=wanted.content,
            by=None,
            at=at,
        )
        services.keep_table(row, table, checked.matching, by=None)
        services.keep_dry_run(row, checked.matching, checked.dry_run, by=None)
        if checked.dry_run.summary.needs_approval and approver_id is None:
            services.ask_for_approval(row, by=None)
        else:
            services.apply_dry_run(row, checked.dry_run, by=None, approver_id=approver_id, at=at)
    return checked, row


def outcome(row: RegisterImport) -> str:
    """What became of it, in a sentence."""
    if row.state is ImportState.APPLIED:
        return "Imported: the register was brought into line with the file."
    return (
        "Not imported yet: it ends more than 5 per cent of the register, so a second person must approve it. "
        f"An HR partner finds it at /register/imports/{row.reference}/check; or name who approved it with "
        "--approved-by."
    )
