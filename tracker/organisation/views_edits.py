"""Pages that edit the register by hand: where somebody works, their contract, who is away, posts."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.database import EditConflictError, unit_of_work
from tracker.organisation import queries_edits as held
from tracker.organisation import queries_people, queries_post, queries_sites
from tracker.organisation import services_absence as absence
from tracker.organisation import services_people as services
from tracker.organisation.blueprint import organisation
from tracker.organisation.forms_people import (
    AbsenceForm,
    ContractForm,
    EndPostingForm,
    NewPostForm,
    PostForm,
    PostingForm,
    ProtectionForm,
    SecondmentForm,
)
from tracker.organisation.models import Person, Unit
from tracker.organisation.queries import unit_tree
from tracker.organisation.queries_protected import may_act_for
from tracker.organisation.queries_structure import structure_of
from tracker.organisation.rules import Contract, PostState
from tracker.organisation.rules_absence import AbsenceError, ContactArrangement, ProtectionSource
from tracker.organisation.rules_operations import OperationError
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, conflict_over
from tracker.web.forms import EditForm


def _edit(
    form: EditForm,
    now: Callable[[], Any],
    act: Callable[[], str],
    *,
    title: str,
    name: str,
    back: str,
    hint: str = "",
    remove: str = "",
) -> ResponseReturnValue:
    """Show the form, or do what it says; ``now`` reads how it stands, with the version that was seen."""
    conflict: Conflict | None = None
    if request.method == "GET":
        form.show_version(now())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = act()
        except (OperationError, AbsenceError) as error:
            form.say(error.field, str(error))
        except EditConflictError:
            conflict = conflict_over(form, now())
        else:
            flash(done, "success")
            return redirect(back)
    page = render_template(
        "organisation/edit_form.html",
        form=form,
        title=title,
        name=name,
        back=back,
        hint=hint,
        remove=remove,
        conflict=conflict,
    )
    return page, 409 if conflict else (400 if form.errors else 200)


def _person(reference: str) -> tuple[Person, str]:
    person = queries_people.get_person(reference, current_viewer(), today())
    return person, url_for("organisation.show_person", reference=reference)


def _choices(employer_id: int, day: date) -> tuple[Any, list[tuple[str, str]]]:
    sites = structure_of(employer_id, day).sites.values()
    return unit_tree(employer_id, day), [(site.reference, site.name) for site in sites]


def _unit(employer_id: int, reference: str | None) -> Unit:
    unit = held.unit_referred(employer_id, reference or "")
    if unit is None:
        raise OperationError("unit", "Choose the unit")
    return unit


@organisation.route("/register/people/<string:reference>/posting", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def change_posting(reference: str) -> ResponseReturnValue:
    """Somebody moves, or has another job, grade or FTE, from a day on."""
    person, back = _person(reference)
    day = today()

    def now() -> Any:
        return SimpleNamespace(**vars(held.posting_now(person, day)), version=services.fingerprint(person))

    form = PostingForm(obj=now())
    form.offer(*_choices(person.employer_id, form.on.data or day))

    def act() -> str:
        number = (form.post.data or "").strip()
        post_id = held.post_numbered(person.employer_id, number) if number else None
        if number and post_id is None:
            raise OperationError("post", f"There is no post {number}: correct it, or leave it empty")
        given = services.PostingGiven(
            _unit(person.employer_id, form.unit.data).id,
            post_id,
            held.site_referred(person.employer_id, form.site.data or ""),
            form.title.data or "",
            form.grade.data or "",
            form.fte.fte,
        )
        on = form.on.data or day
        services.change_posting(person, given, on=on, seen=form.seen(), by=current_viewer())
        return f"Posting of {person.name} changed. Another change can reverse it"

    return _edit(form, now, act, title="Change the posting", name=person.name, back=back)


@organisation.route("/register/people/<string:reference>/end-posting", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def end_posting(reference: str) -> ResponseReturnValue:
    """The last day of somebody's posting, and of their service where they leave."""
    person, back = _person(reference)
    form = EndPostingForm()

    def act() -> str:
        last = form.last.data or today()
        leaves = form.leaves.data == "yes"
        services.end_posting(person, last=last, leaves=leaves, seen=form.seen(), by=current_viewer())
        return f"Posting of {person.name} ended. Give them a posting again to reverse it"

    return _edit(
        form,
        lambda: SimpleNamespace(version=services.fingerprint(person)),
        act,
        title="End the posting",
        name=person.name,
        back=back,
    )


@organisation.route("/register/people/<string:reference>/contract", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def edit_contract(reference: str) -> ResponseReturnValue:
    """The kind of contract, and when a fixed term ends."""
    person, back = _person(reference)

    def now() -> Any:
        return SimpleNamespace(
            contract=person.contract.value, ends=person.contract_end, version=services.fingerprint(person)
        )

    form = ContractForm(obj=now())

    def act() -> str:
        contract = Contract(form.contract.data)
        services.set_contract(person, contract, form.ends.data, seen=form.seen(), by=current_viewer())
        return f"Contract of {person.name} saved"

    return _edit(form, now, act, title="Change the contract", name=person.name, back=back)


@organisation.route("/register/people/<string:reference>/secondment", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def record_secondment(reference: str) -> ResponseReturnValue:
    """Somebody works elsewhere for a time and keeps their posting."""
    person, back = _person(reference)
    form = SecondmentForm()
    form.offer(unit_tree(person.employer_id, form.valid_from.data or today()))

    def act() -> str:
        host: Unit | str = form.host.data or ""
        if not form.one_host():
            raise AbsenceError("unit", "Choose the unit, or empty it")
        if form.unit.data:
            host = _unit(person.employer_id, form.unit.data)
        first = form.valid_from.data or today()
        absence.record_secondment(
            person, None, first=first, last=form.valid_to.data, host=host, seen=None, by=current_viewer()
        )
        return f"Secondment of {person.name} recorded"

    return _edit(
        form,
        lambda: SimpleNamespace(version=1),
        act,
        title="Record a secondment",
        name=person.name,
        back=back,
        hint="The posting stays where it is, so counts of the unit do not change.",
    )


@organisation.route("/register/people/<string:reference>/protection", methods=["GET", "POST"])
@requires(Permission.PROTECTED_PERIOD_RECORD)
def record_protection(reference: str) -> ResponseReturnValue:
    """Until when somebody is offered suitable vacancies ahead of others."""
    viewer, day = current_viewer(), today()
    person, back = _person(reference)
    if not may_act_for(person, viewer, day):
        abort(404)

    def row() -> Any:
        return held.protection_held(person, viewer, day)

    def now() -> Any:
        found = row()
        return found or SimpleNamespace(until=None, source=None, version=0)

    form = ProtectionForm(obj=now())
    if request.method == "POST" and "remove" in request.form:
        return _remove(row, absence.remove_protection, person, form.seen(), back)

    def act() -> str:
        absence.record_protection(
            person,
            row(),
            until=form.until.data or day,
            source=ProtectionSource(form.source.data),
            seen=form.seen(),
            by=viewer,
            day=day,
        )
        return "Saved. It is shown only to those who must act, and to the person"

    return _edit(
        form,
        now,
        act,
        title="Protected period",
        name=person.name,
        back=back,
        hint="Only the last day and the rule are held. The reason is not asked.",
        remove="Remove it" if row() else "",
    )


@organisation.route("/register/people/<string:reference>/absence", methods=["GET", "POST"])
@requires(Permission.PROTECTED_PERIOD_RECORD)
def record_absence(reference: str) -> ResponseReturnValue:
    """Somebody is away for long, and how they are told of changes meanwhile."""
    viewer, day = current_viewer(), today()
    person, back = _person(reference)
    if not may_act_for(person, viewer, day):
        abort(404)

    def row() -> Any:
        return held.absence_held(person, viewer, day)

    def now() -> Any:
        found = row()
        return found or SimpleNamespace(valid_from=None, valid_to=None, contact=None, version=0)

    form = AbsenceForm(obj=now())
    if request.method == "POST" and "remove" in request.form:
        return _remove(row, absence.remove_absence, person, form.seen(), back)

    def act() -> str:
        absence.record_absence(
            person,
            row(),
            first=form.valid_from.data or day,
            last=form.valid_to.data,
            contact=ContactArrangement(form.contact.data),
            seen=form.seen(),
            by=viewer,
        )
        return "Saved. It is shown only to those who must act, and to the person"

    return _edit(
        form,
        now,
        act,
        title="Away from work",
        name=person.name,
        back=back,
        hint="Why somebody is away is not asked.",
        remove="Remove it" if row() else "",
    )


def _remove(
    row: Callable[[], Any], remove: Callable[..., None], person: Person, seen: int | None, back: str
) -> ResponseReturnValue:
    found = row()
    try:
        if found is not None:
            with unit_of_work():
                remove(found, person, seen=seen, by=current_viewer())
    except EditConflictError:
        flash("Somebody else changed it meanwhile: nothing was removed. Look at it again", "warning")
        return redirect(request.path)
    flash("Removed. This cannot be undone: record it again if it was a slip", "success")
    return redirect(back)


@organisation.route("/register/posts/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def new_post() -> ResponseReturnValue:
    """A post that begins, proposed or standing."""
    viewer, day = current_viewer(), today()
    employer = queries_sites.planned_employer(request.args.get("employer", ""), viewer)
    form = NewPostForm(data={"fte": "1", "state": PostState.VACANT.value})
    form.offer(unit_tree(employer.id, form.on.data or day))

    def act() -> str:
        post = services.new_post(
            employer.id,
            form.number.data or "",
            _post_given(form, employer.id),
            on=form.on.data or day,
            by=viewer,
        )
        return f"Post {post.number} added. To take it away, make it deleted from a day on"

    return _edit(
        form,
        lambda: SimpleNamespace(version=1),
        act,
        title="Add a post",
        name=employer.name,
        back=url_for("organisation.list_posts"),
    )


@organisation.route("/register/posts/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def edit_post(reference: str) -> ResponseReturnValue:
    """A post's state or particulars from a day on."""
    viewer, day = current_viewer(), today()
    post = queries_post.get_post(reference, viewer, day)

    def now() -> Any:
        found = vars(held.post_now(post))
        return SimpleNamespace(**{**found, "state": found["state"].value}, version=services.fingerprint(post))

    form = PostForm(obj=now())
    form.offer(unit_tree(post.employer_id, form.on.data or day))

    def act() -> str:
        given = _post_given(form, post.employer_id)
        services.edit_post(post, given, on=form.on.data or day, seen=form.seen(), by=viewer)
        return f"Post {post.number} saved. Another change can reverse it"

    back = url_for("organisation.show_post", reference=reference)
    return _edit(form, now, act, title="Change a post", name=f"Post {post.number}", back=back)


def _post_given(form: PostForm, employer_id: int) -> services.PostGiven:
    return services.PostGiven(
        _unit(employer_id, form.unit.data).id,
        PostState(form.state.data),
        form.title.data or "",
        form.grade.data or "",
        form.fte.fte,
    )
