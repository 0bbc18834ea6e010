"""Pages of bargaining: the ledger by clause, one clause over time, a new clause."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.commitments.queries import unions_to_choose
from tracker.concerns.lists import changes_to_choose
from tracker.database import EditConflictError
from tracker.offers import queries, services
from tracker.offers.blueprint import offers
from tracker.offers.forms import ClauseForm, MoveForm
from tracker.offers.models import Clause, ClauseMove
from tracker.offers.rules import ClauseMoveError, ClauseState, Move, moves_open
from tracker.organisation.queries import is_recognised
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request
from tracker.web.once import made_before, once

__all__ = ["offers"]

DONE = {
    Move.OFFER: "Offer put on the table",
    Move.ACCEPT: "Offer accepted: the clause is agreed",
    Move.WITHDRAW: "Offer withdrawn",
}


@offers.get("")
@requires(Permission.OFFER_READ)
def list_clauses() -> ResponseReturnValue:
    """By clause, what each side last offered."""
    listing = listing_from_request("moved", descending=True)
    return render_template(
        "offers/list.html",
        page=queries.clauses_page(current_viewer(), today(), listing),
        listing=listing,
        states=[(state.value, state.value) for state in ClauseState],
        narrowed=any(listing.value(name) for name in ("q", "state", "change")),
    )


@offers.route("/new", methods=["GET", "POST"])
@requires(Permission.OFFER_MAKE)
def new_clause() -> ResponseReturnValue:
    """Begin to bargain over a clause; ``change`` in the address is chosen beforehand."""
    viewer, day = current_viewer(), today()
    form = ClauseForm(change=request.args.get("change"))
    unions = {row.reference: row for row in unions_to_choose(viewer)}
    form.offer(changes_to_choose(viewer, day), [(row.reference, row.short_name) for row in unions.values()])
    if form.validate_on_submit():
        change, union = get_change(form.change.data, viewer, day), unions[form.union.data]
        made = form.made.data or ""
        if not is_recognised(union.id, change.programme.employer_id):
            form.say("union", "Choose a union that the employer of the change recognises")
        else:
            if made_before(Clause, made) is None:
                with once(Clause, made):
                    services.open_clause(
                        change,
                        union,
                        title=form.title.data or "",
                        text=form.text.data or "",
                        reference=made,
                        by=viewer,
                        moment=database.now(),
                    )
            flash(DONE[Move.OFFER], "success")
            return redirect(url_for("offers.show_clause", reference=made))
    page = render_template(
        "offers/new.html", form=form, many_unions=len(unions) > 1, readers=_readers(viewer, "the union")
    )
    return page, 400 if form.errors else 200


def _readers(viewer: Viewer, union: str) -> str:
    own = f" Your name is shown to {union} alone." if viewer.role is Role.UNION_REPRESENTATIVE else ""
    management = "by HR partners of the programme and by its programme director"
    return f"Read by representatives of {union}, {management}.{own}"


@offers.get("/<string:reference>")
@requires(Permission.OFFER_READ)
def show_clause(reference: str) -> ResponseReturnValue:
    """One clause: where each side stood when, and what the viewer's side can do."""
    viewer = current_viewer()
    clause = queries.get_clause(reference, viewer, today())
    form = MoveForm(formdata=None)
    form.show_version(clause)
    return _page(clause, viewer, form)


@offers.post("/<string:reference>")
@requires(Permission.OFFER_MAKE)
def move(reference: str) -> ResponseReturnValue:
    """Offer, accept or withdraw, as the button says."""
    viewer, day = current_viewer(), today()
    clause = queries.get_clause(reference, viewer, day)
    form, made = MoveForm(), request.form.get("made", "")
    what = Move(request.form["move"]) if request.form.get("move") in set(Move) else Move.OFFER
    here = url_for("offers.show_clause", reference=reference)
    if made_before(ClauseMove, made, ClauseMove.by_id == viewer.account_id):
        return redirect(here)
    status = 400
    if form.validate():
        if what is Move.OFFER and not form.text.data:
            form.say("text", "Enter the offer")
        else:
            try:
                with once(ClauseMove, made):
                    services.move(
                        clause,
                        what,
                        text=form.text.data or "",
                        by=viewer,
                        moment=database.now(),
                        reference=made,
                        seen=form.seen(),
                    )
                flash(DONE[what], "success")
                return redirect(here)
            except ClauseMoveError as error:
                form.say("text", f"{error}: nothing was sent")
            except EditConflictError:
                form.say("text", "The other side moved while you were typing: read it, then send yours")
            status = 409
            clause = queries.get_clause(reference, viewer, day)
            form.show_version(clause)
    return _page(clause, viewer, form), status


def _page(clause: Clause, viewer: Viewer, form: MoveForm) -> str:
    from_union = viewer.role is Role.UNION_REPRESENTATIVE
    may = viewer.may(Permission.OFFER_MAKE)
    return render_template(
        "offers/show.html",
        clause=clause,
        moves=queries.moves_of(clause, viewer),
        open=moves_open(clause.state, from_union=from_union) if may else [],
        form=form,
        kinds=Move,
        readers=_readers(viewer, clause.union.short_name),
    )
