"""Pages with which HR puts people into a pool and on its panel."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff.deriving import employer_of
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.selection import queries, services
from tracker.selection.acting import act_on, to_pool
from tracker.selection.blueprint import selection
from tracker.selection.forms import MembersForm, PanelForm, TakeOutForm
from tracker.selection.rules import OPEN_TO_DESIGN, PanelPart, SelectionError
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@selection.route("/pools/<string:reference>/members", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def choose_members(reference: str) -> ResponseReturnValue:
    """Tick who goes into the pool, among the affected people of the change."""
    viewer = current_viewer()
    pool = queries.get_designed(reference, viewer, today())
    form = MembersForm()
    ticked = set(request.form.getlist("who"))
    people = [one for one in queries.candidates(pool) if one.reference in ticked]

    def act() -> None:
        if not people:
            raise SelectionError("Tick at least one person to put into the pool")
        if len(people) != len(ticked):
            raise SelectionError(
                "Somebody ticked was moved or put into a pool meanwhile: look at the list again"
            )
        services.add_members(pool, people, by=viewer)

    word = "person" if len(people) == 1 else "people"
    return act_on(
        pool,
        form,
        "selection/members.html",
        act,
        f"{len(people)} {word} put into the pool. Their status moves when scoring begins",
        shown=lambda: {"offered": queries.candidates(pool), "ticked": ticked},
    )


@selection.route("/pools/<string:reference>/members/<string:member>/take-out", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def take_out(reference: str, member: str) -> ResponseReturnValue:
    """Take somebody out of the pool."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    row = queries.get_member(pool, member)
    form = TakeOutForm()

    def act() -> None:
        services.take_out(pool, row, reason=form.reason.data or "", by=viewer, day=day)

    return act_on(
        pool,
        form,
        "selection/take_out.html",
        act,
        f"{row.affected.person.name} is out of the pool",
        shown=lambda: {"member": queries.get_member(pool, member)},
    )


@selection.route("/pools/<string:reference>/panel", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def edit_panel(reference: str) -> ResponseReturnValue:
    """Put somebody on the panel."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    form = PanelForm()
    status = 200
    if form.validate_on_submit():
        account = queries.panellist_by_email(form.email.data, employer_of(pool.change), day)
        if account is None:
            form.say(
                "email", "Enter the address of an HR partner or manager of this employer who can sign in"
            )
        else:
            try:
                with unit_of_work():
                    services.put_on_panel(
                        pool, account, PanelPart(form.part.data), by=viewer, moment=database.now()
                    )
            except SelectionError as error:
                form.say("email", str(error))
                pool = queries.get_designed(reference, viewer, day)
            else:
                flash(f"{account.name} is on the panel: {form.part.data}", "success")
                return redirect(url_for("selection.edit_panel", reference=reference))
    if form.errors:
        status = 400
    return (
        render_template(
            "selection/panel.html",
            form=form,
            pool=pool,
            panel=queries.panel_of(pool.id),
            open_to_design=pool.state in OPEN_TO_DESIGN,
        ),
        status,
    )


@selection.post("/pools/<string:reference>/panel/take-off")
@requires(Permission.SELECTION_DESIGN)
def take_off_panel(reference: str) -> ResponseReturnValue:
    """Take somebody off the panel, until scoring begins."""
    viewer = current_viewer()
    pool = queries.get_designed(reference, viewer, today())
    row = next((one for one in queries.panel_of(pool.id) if one.account == request.form.get("account")), None)
    if row is None:
        flash("They are not on the panel any more", "warning")
        return redirect(url_for("selection.edit_panel", reference=reference))
    try:
        with unit_of_work():
            services.take_off_panel(pool, row.account_id, by=viewer)
    except (SelectionError, EditConflictError) as error:
        flash(str(error) or "Somebody else changed this pool: look again", "warning")
        return to_pool(pool)
    flash(f"{row.name} is off the panel", "success")
    return redirect(url_for("selection.edit_panel", reference=reference))
