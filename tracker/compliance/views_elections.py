"""Pages of elections of representatives."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.compliance import queries_records, services_records
from tracker.compliance.blueprint import compliance
from tracker.compliance.elections import result_of, written_candidates
from tracker.compliance.forms_records import CONDITION_FIELDS, ElectionForm
from tracker.compliance.models_records import Election
from tracker.compliance.queries import clocks_of
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.representatives import after_election, election_conditions
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.once import made_before


@compliance.get("/changes/<string:reference>/elections")
@requires(Permission.COMPLIANCE_READ)
def list_elections(reference: str) -> ResponseReturnValue:
    """Elections of a change: candidates, result, and what the law asks of each."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    clocks = clocks_of(rule_book(), change, day).clocks
    rows = []
    for row in queries_records.elections_of(change):
        result = result_of(row.seats, row.candidates)
        over = row.ballot_on is not None and row.ballot_on < day
        elected = bool(result.elected) if result else False if over and not row.candidates else None
        rows.append(
            (row, result, election_conditions(row.conditions), after_election(row.invited_on, elected))
        )
    return render_template(
        "compliance/elections.html",
        change=change,
        rows=rows,
        invite=next((clock for clock in clocks if clock.name == "Latest invitation to elect"), None),
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/elections/new", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def new_election(reference: str) -> ResponseReturnValue:
    """Record an election."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = ElectionForm()
    if form.validate_on_submit():
        with unit_of_work():
            made = form.made.data or ""
            if made_before(Election, made, Election.change_id == change.id) is None:
                row = Election(change_id=change.id, reference=made)
                services_records.save_record(row, form.values(), by=viewer, moment=database.now(), seen=None)
            else:
                return redirect(url_for("compliance.list_elections", reference=reference))
        flash("The election is recorded", "success")
        return redirect(url_for("compliance.list_elections", reference=reference))
    page = render_template("compliance/election.html", change=change, form=form, row=None, conflict=None)
    return page, 400 if form.errors else 200


@compliance.route("/changes/<string:reference>/elections/<string:election>", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def edit_election(reference: str, election: str) -> ResponseReturnValue:
    """Correct or complete an election."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    row = queries_records.get_election(change, election)
    form = ElectionForm(data=_known(row))
    conflict, status = None, 200
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_records.save_record(
                    row, form.values(), by=viewer, moment=database.now(), seen=form.seen()
                )
        except EditConflictError:
            change = get_change(reference, viewer, day)
            row = queries_records.get_election(change, election)
            conflict, status = conflict_over(form, row), 409
        else:
            flash("The election is saved", "success")
            return redirect(url_for("compliance.list_elections", reference=reference))
    else:
        status = 400
    page = render_template("compliance/election.html", change=change, form=form, row=row, conflict=conflict)
    return page, status


def _known(row: Election) -> dict[str, object]:
    """The row as its form shows it."""
    judged: dict[Any, str] = {True: "yes", False: "no"}
    known = {name: getattr(row, name) for name in row.__table__.columns.keys()}  # noqa: SIM118  not a dictionary
    return {
        **known,
        "candidates": written_candidates(row.candidates),
        **{name: judged.get(row.conditions.get(key), "") for key, name in CONDITION_FIELDS.items()},
    }
