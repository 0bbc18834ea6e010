"""Pages of briefing cards: read one, write one, send it for approval, publish it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.briefings import queries, services
from tracker.briefings.blueprint import briefings
from tracker.briefings.forms import CardForm
from tracker.briefings.rules import CardMoveError, CardState, LineKind
from tracker.briefings.services import OwnCardError
from tracker.changes.queries import get_change
from tracker.database import EditConflictError, now, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.forms import EditForm

__all__ = ["briefings"]
CONFLICT = "Somebody else saved this card meanwhile: read it again below, then go on"


@briefings.get("/changes/<string:reference>/briefing")
@requires(Permission.BRIEFING_READ)
def show_briefing(reference: str) -> ResponseReturnValue:
    """What may be said about the change now, to those who write cards also what is under embargo."""
    viewer, day, moment = current_viewer(), today(), now()
    change = get_change(reference, viewer, day)
    cards = queries.cards_of(change, viewer, day, moment)
    number = request.args.get("version", "")
    chosen = next((card for card in cards if str(card.number) == number), None)
    if number and chosen is None:
        abort(404)
    printed = request.args.get("view") == "print"
    return render_template(
        "briefings/print.html" if printed else "briefings/show.html",
        change=change,
        card=chosen or queries.current(cards),
        draft=queries.draft(cards),
        cards=cards,
        kinds=LineKind,
        reads_embargoed=queries.reads_embargoed(viewer),
        at=moment,
    )


@briefings.route("/changes/<string:reference>/briefing/write", methods=["GET", "POST"])
@requires(Permission.BRIEFING_WRITE)
def write_card(reference: str) -> ResponseReturnValue:
    """Write the next card; it starts from the one that is published."""
    viewer, day, moment = current_viewer(), today(), now()
    change = get_change(reference, viewer, day)
    form = CardForm()
    card = queries.get_draft(change, viewer, day)
    conflict = False
    if request.method == "GET":
        cards = queries.cards_of(change, viewer, day, moment)
        form.show(queries.draft(cards) or queries.current(cards))
        if card:
            form.show_version(card)
    elif "more" in request.form:
        form.add_lines()
    elif form.validate_on_submit():
        try:
            if card is not None and form.seen() is None:
                raise EditConflictError
            with unit_of_work():
                services.write_card(
                    change,
                    card,
                    form.given,
                    questions_to=form.questions_to.data or "",
                    seen=form.seen(),
                    by=viewer,
                    moment=database.now(),
                )
        except EditConflictError:
            card = queries.get_draft(change, viewer, day)
            conflict = True
            if card:
                form.show_version(card)
            form.form_errors.append(
                "Somebody else saved this card meanwhile: save again to replace what they wrote"
            )
        else:
            flash(
                "The draft is saved. Managers read it once a programme director has published it", "success"
            )
            return redirect(url_for("briefings.show_briefing", reference=reference))
    page = render_template("briefings/write.html", form=form, change=change)
    return page, 409 if conflict else 400 if form.errors else 200


@briefings.post("/changes/<string:reference>/briefing/send")
@requires(Permission.BRIEFING_WRITE)
def send_card(reference: str) -> ResponseReturnValue:
    """Ask a programme director to publish the draft."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    card = queries.get_draft(change, viewer, day)
    form = EditForm()
    if card is None:
        abort(404)
    try:
        if form.validate_on_submit():
            with unit_of_work():
                services.send_card(card, seen=form.seen(), by=viewer)
            flash("The card is sent to the programme director to publish", "success")
    except CardMoveError as error:
        flash(str(error), "warning")
    except EditConflictError:
        flash(CONFLICT, "warning")
    return redirect(url_for("briefings.show_briefing", reference=reference))


@briefings.route("/changes/<string:reference>/briefing/publish", methods=["GET", "POST"])
@requires(Permission.BRIEFING_APPROVE)
def publish_card(reference: str) -> ResponseReturnValue:
    """Read the card that waits, embargoes and all, then publish it or send it back."""
    viewer, day, moment = current_viewer(), today(), now()
    change = get_change(reference, viewer, day)
    row = queries.get_draft(change, viewer, day)
    if row is None or row.state is not CardState.AWAITING_APPROVAL:
        flash("No card of this change waits to be published", "warning")
        return redirect(url_for("briefings.show_briefing", reference=reference))
    form = EditForm()
    if request.method == "POST" and form.validate_on_submit():
        back = "back" in request.form
        try:
            with unit_of_work():
                if back:
                    services.return_card(row, seen=form.seen(), by=viewer)
                else:
                    services.publish_card(row, seen=form.seen(), by=viewer, moment=moment)
        except (CardMoveError, OwnCardError) as error:
            form.form_errors.append(str(error))
        except EditConflictError:
            form.form_errors.append(CONFLICT)
        else:
            flash("The card is back with HR as a draft" if back else "The card is published", "success")
            return redirect(url_for("briefings.show_briefing", reference=reference))
    card = queries.draft(queries.cards_of(change, viewer, day, moment))
    if card is not None:
        form.seen_version.data = str(card.version)
    page = render_template("briefings/publish.html", form=form, change=change, card=card, kinds=LineKind)
    return page, 409 if form.errors else 200
