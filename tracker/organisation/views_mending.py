"""Wrong rows of an import put right: in the browser, or in a file that was taken away and sent again."""

import csv
import io
import re
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from tracker import database
from tracker.database import EditConflictError, check_version, unit_of_work
from tracker.organisation import queries_imports, queries_mending, services_jobs, services_mending
from tracker.organisation.blueprint import organisation
from tracker.organisation.dry_run_pages import plain, reads_values
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_saved import WrongRow
from tracker.organisation.register_check.fields import field_named
from tracker.organisation.register_file.apart import read_apart
from tracker.organisation.register_file.headings import plain_heading
from tracker.organisation.register_file.table import FileRefusedError, column_letters
from tracker.organisation.rules import ImportMoveError, ImportState
from tracker.organisation.rules_jobs import JobKind
from tracker.organisation.rules_mending import cell_of, unguarded
from tracker.organisation.services_mending import Cell
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.conflict import Conflict, ConflictRow
from tracker.web.forms import EditForm
from tracker.web.listing import listing_from_request

A_PAGE = 20
MOST_BYTES = 4 * 1024 * 1024
ROW, WHY = "Row in the file", "Why"
BOX = re.compile(r"row-(\d{1,8})-(\d{1,4})")
"""The name of the box of a cell."""
MENDABLE = (ImportState.CHECKED, ImportState.AWAITING_APPROVAL)


@organisation.route("/register/imports/<string:reference>/mend", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def mend_rows(reference: str) -> ResponseReturnValue:
    """The rows that are wrong, with a box for each cell that is used."""
    row, wrong = mendable(reference)
    if row.state not in MENDABLE:
        return redirect(url_for("organisation.check_import", reference=reference))
    form = EditForm()
    if not form.validate_on_submit():
        form.show_version(row)
        return mend_page(row, form)
    cells = typed_cells()
    try:
        with unit_of_work():
            check_version(row, form.seen())
            count = mend_and_check(row, wrong, cells)
    except EditConflictError:
        fresh, now = mendable(reference)
        form.show_version(fresh)
        return mend_page(fresh, form, mending_conflict(fresh, now, cells)), 409
    except ImportMoveError as error:
        flash(str(error), "warning")
        return redirect(url_for("organisation.show_progress", reference=reference))
    if not count:
        flash("No cell was changed", "warning")
        return mend_page(row, form)
    return redirect(url_for("organisation.show_progress", reference=reference))


@organisation.get("/register/imports/<string:reference>/wrong-rows.csv")
@requires(Permission.ORGANISATION_IMPORT)
def download_wrong_rows(reference: str) -> ResponseReturnValue:
    """The wrong rows as a file: their cells, their numbers and why."""
    row, wrong = mendable(reference)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([ROW, WHY, *headings(row)])
    for each in wrong:
        writer.writerow([each.row, "; ".join(each.reasons), *map(plain, each.cells)])
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="wrong-rows-{row.reference}.csv"'},
    )


@organisation.post("/register/imports/<string:reference>/wrong-rows")
@requires(Permission.ORGANISATION_IMPORT)
def send_wrong_rows(reference: str) -> ResponseReturnValue:
    """The file of wrong rows again, put right."""
    row, wrong = mendable(reference)
    back = redirect(url_for("organisation.mend_rows", reference=reference))
    if row.state not in MENDABLE:
        return redirect(url_for("organisation.check_import", reference=reference))
    known, names = {each.row for each in wrong}, headings(row)
    database.db.session.expunge_all()
    database.release()
    try:
        cells = cells_of_file(request.files.get("file"), names)
        row, wrong = mendable(reference)
        with unit_of_work():
            count = mend_and_check(row, wrong, cells)
    except (FileRefusedError, ImportMoveError) as error:
        flash(f"Nothing was mended. {error}", "warning")
        return back
    strangers = len({number for number, _, _ in cells} - known)
    if strangers:
        flash(f"{strangers:,} rows of the file are not wrong here: nothing was done with them", "warning")
    if not count:
        flash("No cell of the file differs from what is here", "warning")
        return back
    return redirect(url_for("organisation.show_progress", reference=reference))


def mendable(reference: str) -> tuple[RegisterImport, list[WrongRow]]:
    """The import and its wrong rows, for those who may read cells."""
    viewer = current_viewer()
    if not reads_values(viewer):
        abort(403)
    row = queries_imports.get_import(reference, viewer)
    return row, queries_mending.wrong_rows(row)


def mend_and_check(row: RegisterImport, wrong: list[WrongRow], cells: list[Cell]) -> int:
    """Keep the cells that differ and have the file checked again."""
    viewer, moment = current_viewer(), database.now()
    services_jobs.refuse_while_worked_on(row)
    count = services_mending.mend(row, wrong, cells, by=viewer, at=moment)
    if count:
        services_jobs.ask(row, JobKind.CHECK, by=viewer, at=moment)
    return count


def headings(row: RegisterImport) -> list[str]:
    """The file's headings, a column without one by its letter."""
    found: list[str] = row.summary["file"]["headings"]
    return [heading or f"Column {column_letters(n)}" for n, heading in enumerate(found)]


def labels_of(row: RegisterImport) -> dict[int, str]:
    """What the matched columns are taken for, in the order of the file."""
    columns = sorted(row.mapping["columns"].items(), key=lambda each: each[1])
    return {position: field_named(row.kind, name).label for name, position in columns}


def box_name(number: int, position: int) -> str:
    """The name of the box of a cell."""
    return f"row-{number}-{position}"


def typed_cells() -> list[Cell]:
    """What was typed into the boxes that were on the page."""
    found = ((BOX.fullmatch(name), text) for name, text in request.form.items())
    return [(int(name[1]), int(name[2]), text.strip()) for name, text in found if name]


def mend_page(row: RegisterImport, form: EditForm, conflict: Conflict | None = None) -> str:
    """The boxes, filled with what was typed, else with what counts now."""
    page = queries_mending.wrong_rows_page(row, listing_from_request("row", per_page=A_PAGE))
    labels = labels_of(row)
    shown = []
    for each in page.rows:
        places = [(reason, cell_of(reason, labels)) for reason in each.reasons]
        boxes: list[dict[str, Any]] = []
        for position, label in labels.items():
            name = box_name(each.row, position)
            boxes.append(
                {
                    "name": name,
                    "label": f"{label} (column {column_letters(position)})",
                    "text": request.form.get(name, each.cells[position]),
                    "errors": [reason for reason, place in places if place == position],
                }
            )
        whole = [reason for reason, place in places if place not in labels]
        shown.append({"row": each.row, "boxes": boxes, "reasons": whole})
    return render_template(
        "organisation/mend.html", row=row, form=form, page=page, shown=shown, conflict=conflict
    )


def mending_conflict(row: RegisterImport, now: list[WrongRow], cells: list[Cell]) -> Conflict:
    """Where what was typed differs from what counts by now."""
    labels = labels_of(row)
    wrong = {each.row: each.cells for each in now}
    rows = []
    for number, position, text in cells:
        theirs = wrong[number][position] if number in wrong else "no longer wrong"
        if theirs != text:
            rows.append(ConflictRow(f"Row {number}: {labels.get(position, '')}", theirs, text))
    return Conflict(rows)


def cells_of_file(file: FileStorage | None, names: list[str]) -> list[Cell]:
    """The cells of a file of wrong rows. Raises ``FileRefusedError``."""
    if file is None or not file.filename:
        raise FileRefusedError("Choose the file of wrong rows")
    with file.stream as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FileRefusedError(f"The file must be {MOST_BYTES // 1024 // 1024} MB or smaller")
    table = read_apart(content, file.filename, [plain_heading(ROW), plain_heading(WHY)])
    if ROW not in table.headings:
        raise FileRefusedError(
            f"The file has no column headed “{ROW}”: send the one that was taken away here"
        )
    places = {names.index(name): n for n, name in enumerate(table.headings) if name in names}
    numbers = table.columns[table.headings.index(ROW)]
    return [
        (int(number), position, unguarded(table.columns[n][place]))
        for place, number in enumerate(numbers)
        if number.isascii() and number.isdigit() and len(number) < 9
        for position, n in places.items()
    ]
