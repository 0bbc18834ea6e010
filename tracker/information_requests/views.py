"""Pages of information requests: the list, asking, one request, its steps, and the fairness board."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.attachments.sending import as_download, takes_files
from tracker.changes.queries import get_change
from tracker.concerns.lists import changes_to_choose
from tracker.concerns.models import Concern
from tracker.concerns.queries import get_concern, own_union, union_of, unions_of
from tracker.database import EditConflictError
from tracker.information_requests import fairness, queries, services
from tracker.information_requests.blueprint import information_requests
from tracker.information_requests.forms import (
    FORMS,
    LABELS,
    AskForm,
    FilterForm,
    RefuseForm,
    StepForm,
    SupplyForm,
)
from tracker.information_requests.models import InformationRequest, RequestStep
from tracker.information_requests.rules import (
    RULES,
    Ground,
    Party,
    RequestAct,
    RequestMoveError,
    acts_open,
    readers,
    waiting_on,
)
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request
from tracker.web.once import made_before, once

__all__ = ["information_requests"]


@information_requests.get("")
@requires(Permission.INFORMATION_REQUEST_READ)
def list_requests() -> ResponseReturnValue:
    """All requests the viewer may know of, first due on top, settled ones last."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("due")
    form = FilterForm(request.args)
    form.offer(queries.unions_with_requests(viewer, day))
    return render_template(
        "information_requests/list.html",
        page=queries.requests_page(viewer, day, listing),
        listing=listing,
        filters=form,
        narrowed=any(listing.value(name) for name in (*form._fields, "change", "concern")),
        party=queries.party_of(viewer),
    )


@information_requests.get("/fairness")
@requires(Permission.INFORMATION_REQUEST_READ)
def show_fairness() -> ResponseReturnValue:
    """By union, the same ages for both sides."""
    viewer, day = current_viewer(), today()
    return render_template(
        "information_requests/fairness.html",
        requests=fairness.request_lines(viewer, day),
        concerns=fairness.concern_lines(viewer, day),
        parties=fairness.PARTIES,
        day=day,
    )


@information_requests.route("/ask", methods=["GET", "POST"])
@requires(Permission.INFORMATION_REQUEST_ASK)
def ask() -> ResponseReturnValue:
    """Ask; ``change`` or ``concern`` in the address say what about."""
    viewer, day = current_viewer(), today()
    concern = _concern(request.values.get("concern", ""), viewer)
    form = AskForm(
        change=concern.change.reference if concern else request.args.get("change"),
        union=own_union(concern, viewer).reference if concern else None,
        concern=concern.reference if concern else "",
    )
    form.offer(changes_to_choose(viewer, day), unions_of(viewer))
    if concern:  # whatever was sent with it
        form.change.data, form.union.data = (
            concern.change.reference,
            own_union(concern, viewer).reference,
        )
    if request.method == "GET":
        form.due_on.process(None, services.usual_due_day(concern.change if concern else None, day))
    if form.validate_on_submit() and form.check(day) and form.due_on.data:
        made = form.made.data or ""
        change = get_change(form.change.data, viewer, day)
        own = InformationRequest.asked_by_id == viewer.account_id
        try:
            if made_before(InformationRequest, made, own) is None:
                with once(InformationRequest, made):
                    services.ask(
                        change,
                        union_of(form.union.data, viewer),
                        asked=form.asked.data or "",
                        why=form.why.data or "",
                        due_on=form.due_on.data,
                        reference=made,
                        by=viewer,
                        moment=database.now(),
                        concern_id=concern.id if concern else None,
                    )
            flash("Request sent", "success")
            return redirect(url_for("information_requests.show_request", reference=made))
        except RequestMoveError as error:
            form.say("change", str(error))
    unions = unions_of(viewer)
    return (
        render_template(
            "information_requests/ask.html",
            form=form,
            concern=concern,
            many_unions=len(unions) > 1,
            readers=readers(" or ".join(name for _, name in unions), from_union=True),
        ),
        400 if form.errors else 200,
    )


def _concern(reference: str, viewer: Viewer) -> Concern | None:
    return get_concern(reference, viewer, today()) if reference else None


@information_requests.get("/<string:reference>")
@requires(Permission.INFORMATION_REQUEST_READ)
def show_request(reference: str) -> ResponseReturnValue:
    """One request, what followed, and what the viewer can do next."""
    viewer, day = current_viewer(), today()
    row = queries.get_request(reference, viewer, day)
    return render_template(
        "information_requests/show.html",
        row=row,
        day=day,
        party=queries.party_of(viewer),
        waiting=waiting_on(row.state),
        asker=queries.asker_of(row, viewer),
        steps=queries.steps_of(row, viewer),
        concern=queries.concern_behind(row, viewer, day),
        acts=acts_open(row.state, queries.party_of(viewer)),
    )


@information_requests.route("/<string:reference>/union/<string:act>", methods=["GET", "POST"])
@requires(Permission.INFORMATION_REQUEST_ASK)
def union_step(reference: str, act: str) -> ResponseReturnValue:
    """The union disputes what came, says that it settles the request, or withdraws it."""
    return _step(reference, act, Party.UNION)


@information_requests.route("/<string:reference>/hr/<string:act>", methods=["GET", "POST"])
@takes_files
@requires(Permission.INFORMATION_REQUEST_ANSWER)
def answer_step(reference: str, act: str) -> ResponseReturnValue:
    """HR acknowledges, supplies all or a part, or refuses with a ground."""
    return _step(reference, act, Party.MANAGEMENT)


def _step(reference: str, name: str, party: Party) -> ResponseReturnValue:
    """Show the form of an act, or do it once; whatever stands in the way, what was typed is still there."""
    if name not in set(RequestAct) or RULES[RequestAct(name)].by is not party:
        abort(404)
    act, viewer = RequestAct(name), current_viewer()
    row = queries.get_request(reference, viewer, today())
    here = url_for("information_requests.show_request", reference=reference)
    form = FORMS.get(act, StepForm)()
    form.ask(*LABELS[act])
    status = 200
    if not form.is_submitted():
        form.show_version(row)
        if act not in acts_open(row.state, party):
            flash(f"That cannot be done: the request is {row.state} now", "warning")
            return redirect(here)
    else:
        made = form.made.data or ""
        if made_before(RequestStep, made, RequestStep.by_id == viewer.account_id):
            return redirect(here)
        status = 400
        if form.validate_on_submit():
            try:
                with once(RequestStep, made):
                    _act(row, act, form, made, viewer)
                flash(DONE[act], "success")
                return redirect(here)
            except RequestMoveError as error:
                form.say("text", f"{error}: nothing was sent")
            except EditConflictError:
                form.say("text", "Something was done here while you were typing: read it, then send yours")
            row, status = queries.get_request(reference, viewer, today()), 409
            form.show_version(row)
    return (
        render_template(
            "information_requests/step.html",
            row=row,
            act=act,
            form=form,
            readers=readers(row.union.short_name, from_union=party is Party.UNION),
        ),
        status,
    )


def _act(row: InformationRequest, act: RequestAct, form: StepForm, made: str, viewer: Viewer) -> None:
    services.act_on(
        row,
        act,
        text=form.text.data or "",
        ground=Ground(form.ground.data) if isinstance(form, RefuseForm) else None,
        part=isinstance(form, SupplyForm) and form.part.data == "part",
        uploads=form.files.uploads if isinstance(form, SupplyForm) else (),
        reference=made,
        by=viewer,
        moment=database.now(),
        seen=form.seen(),
    )


DONE = {
    RequestAct.ACKNOWLEDGE: "Request acknowledged",
    RequestAct.SUPPLY: "Information supplied",
    RequestAct.REFUSE: "Refusal sent with its ground",
    RequestAct.DISPUTE: "Dispute sent: it is management’s turn again",
    RequestAct.SETTLE: "Request settled",
    RequestAct.WITHDRAW: "Request withdrawn",
}


@information_requests.get("/<string:reference>/files/<string:file>")
@requires(Permission.INFORMATION_REQUEST_READ)
def download_file(reference: str, file: str) -> ResponseReturnValue:
    """A file that was supplied, as a download."""
    row = queries.get_request(reference, current_viewer(), today())
    return as_download(queries.get_file(row, file))
