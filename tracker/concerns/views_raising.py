"""Pages of raising a concern and of its receipt."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker import database
from tracker.audit.receipts import openssl_check, python_check, receipt_file
from tracker.changes.queries import get_change
from tracker.concerns import lists, queries, queries_drafts, services, services_drafts
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms import WORDS, RaiseForm, once
from tracker.concerns.models import Concern, new_token
from tracker.concerns.rules import (
    EVIDENCE,
    ConcernMoveError,
    ConcernSeverity,
    Side,
    readers,
)
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind, joint_name
from tracker.concerns.services import NotRecognisedError
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@concerns.route("/raise", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def raise_concern() -> ResponseReturnValue:
    """Three boxes and a button. ``change`` in the address is chosen beforehand."""
    viewer, day = current_viewer(), today()
    form = RaiseForm(data=_prefilled(viewer))
    changes, unions = lists.changes_to_choose(viewer, day), queries.unions_of(viewer)
    form.offer(changes, unions)
    if form.is_submitted() and request.form.get("save") == "draft":
        return _save_draft(form, viewer) or _raise_page(form, changes, unions, 400)
    if form.validate_on_submit():
        summary = form.summary.data or ""
        # Words before token: a press saved between the two is then found as this form's own.
        same = queries.raised_in_same_words(summary, form.change.data, viewer)
        if earlier := queries.raised_with(once(form.token.data), viewer):
            return _raised_before(form, earlier, viewer) or _raise_page(form, changes, unions, 409)
        if same and form.twice.data != summary:
            form.twice.data = summary
            form.say(
                "summary", f"You raised {same.reference} in these words. To raise it once more, press again"
            )
            return _raise_page(form, changes, unions, 409)
        try:
            return _raise(form, viewer)
        except (NotRecognisedError, ConcernMoveError) as error:
            form.say("change", str(error))
        except IntegrityError:  # the same form, sent twice at the same moment
            if earlier := queries.raised_with(once(form.token.data), viewer):
                return redirect(url_for("concerns.receipt", reference=earlier.reference))
            raise
    return _raise_page(form, changes, unions, 400 if form.errors else 200)


def _prefilled(viewer: Viewer) -> dict[str, Any]:
    """What the form opens with: the draft named in the address, or the change."""
    if not (reference := request.args.get("draft")):
        return {"change": request.args.get("change")}
    draft = queries_drafts.get_draft(reference, viewer)
    own = draft.author_id == viewer.account_id
    return {
        **{name: getattr(draft, name) for name in WORDS},
        "severity": draft.severity.value,
        "kind": draft.kind.value,
        "category": draft.category.value,
        "change": queries_drafts.change_reference(draft),
        "union": queries_drafts.union_reference(draft),
        **({"draft": draft.reference, "seen_draft": str(draft.version)} if own else {}),
    }


def _save_draft(form: RaiseForm, viewer: Viewer) -> ResponseReturnValue | None:
    """Keep what was typed, whatever is missing; None where a box holds too much, or nothing is typed."""
    form.validate()
    unions = {reference for reference, _ in queries.unions_of(viewer)}
    for name in form.errors:
        too_long = form[name].data and name in WORDS
        if not too_long:
            form[name].errors = []
    if form.union.data not in unions:
        form.say("union", "Choose a union from the list")
    if not any(form[name].data for name in WORDS):
        form.say("summary", "There is nothing to save yet: write something first")
    if any(field.errors for field in form):
        return None
    known = {each.reference for each in lists.changes_to_choose(viewer, today())}
    change = get_change(form.change.data, viewer, today()) if form.change.data in known else None
    seen = form.seen_draft.data or ""
    with unit_of_work():
        _, beside = services_drafts.save_draft(
            form.draft.data or "",
            seen=int(seen) if seen.isdecimal() else None,
            by=viewer,
            moment=database.now(),
            union_id=queries.union_of(form.union.data, viewer).id,
            change_id=change.id if change else None,
            **{name: form[name].data or "" for name in WORDS},
            severity=_one_of(ConcernSeverity, form.severity.data, ConcernSeverity.MEDIUM),
            kind=_one_of(ConcernKind, form.kind.data, ConcernKind.COLLECTIVE),
            category=_one_of(ConcernCategory, form.category.data, ConcernCategory.UNSORTED),
        )
    if beside:
        flash("The draft was saved elsewhere as well: yours is kept beside it", "warning")
    else:
        flash("Draft saved. Nobody but you reads it", "success")
    return redirect(url_for("concerns.list_drafts"))


def _one_of(kind: Any, typed: str | None, otherwise: Any) -> Any:
    return kind(typed) if typed in set(kind) else otherwise


def _raise(form: RaiseForm, viewer: Viewer) -> ResponseReturnValue:
    words: dict[str, Any] = {name: form[name].data or "" for name in WORDS}
    with unit_of_work():
        if draft := queries_drafts.own_draft(form.draft.data or "", viewer):
            services_drafts.delete_draft(draft, by=viewer)
        concern = services.raise_concern(
            get_change(form.change.data, viewer, today()),
            queries.union_of(form.union.data, viewer),
            **words,
            severity=ConcernSeverity(form.severity.data),
            kind=ConcernKind(form.kind.data),
            category=ConcernCategory(form.category.data),
            by=viewer,
            moment=database.now(),
            token=once(form.token.data),
        )
    flash("Concern raised", "success")
    return redirect(url_for("concerns.receipt", reference=concern.reference))


def _raised_before(form: RaiseForm, earlier: Concern, viewer: Viewer) -> ResponseReturnValue | None:
    """A second press leads to the receipt of the first. Other words are another concern: None asks first."""
    concern = queries.get_concern(earlier.reference, viewer, today())
    text = queries.text_of(concern, viewer)
    assert text is not None
    typed = [form[name].data for name in WORDS]
    same_change = concern.change.reference == form.change.data
    if same_change and services.same_words(text.words, typed):
        return redirect(url_for("concerns.receipt", reference=earlier.reference))
    form.token.data = new_token()
    form.say("summary", f"You raised {earlier.reference} with this form. To raise this as well, press again")
    return None


def _raise_page(form: RaiseForm, changes: Any, unions: Any, status: int) -> ResponseReturnValue:
    names = " or ".join(name for _, name in unions)
    return (
        render_template(
            "concerns/raise.html",
            form=form,
            changes=changes,
            many_unions=len(unions) > 1,
            readers=readers(Side.UNION, names),
        ),
        status,
    )


@concerns.get("/<string:reference>/receipt")
@requires(Permission.CONCERN_RAISE)
def receipt(reference: str) -> ResponseReturnValue:
    """What was raised, when, and what proves it; for the union that raised it."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    text = queries.text_of(concern, viewer)
    assert text is not None
    name = _file_name(concern)
    return render_template(
        "concerns/receipt.html",
        concern=concern,
        text=text,
        file_name=name,
        checks=[python_check(name, text.salt), openssl_check(name, text.salt)],
    )


@concerns.get("/<string:reference>/receipt.txt")
@requires(Permission.CONCERN_RAISE)
def download_receipt(reference: str) -> ResponseReturnValue:
    """The receipt as a file that proves itself without this service."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    text = queries.text_of(concern, viewer)
    assert text is not None
    name = _file_name(concern)
    content = receipt_file(
        "Upheaval Tracker: receipt for a concern raised",
        [
            ("Reference", concern.reference),
            ("Raised (UTC)", f"{text.written_at:%Y-%m-%d %H:%M:%S}"),
            ("Union", joint_name(concern.union.name, concern.partner.name if concern.partner else None)),
            ("Change", f"{concern.change.title} ({concern.change.reference})"),
        ],
        field=EVIDENCE,
        text=text.text,
        salt=text.salt,
        commitment=text.commitment,
        file_name=name,
    )
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, content_type="text/plain; charset=utf-8", headers=headers)


def _file_name(concern: Concern) -> str:
    return f"receipt-{concern.reference}.txt"
