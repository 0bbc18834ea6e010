"""Pages that edit a person on the register by hand: where somebody works, their contract."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask.typing import ResponseReturnValue

from tracker.organisation import queries_edits as held
from tracker.organisation import services_people as services
from tracker.organisation.blueprint import organisation
from tracker.organisation.edit_pages import edit_page, person_and_back, unit_chosen
from tracker.organisation.forms_people import (
    ContractForm,
    EndPostingForm,
    PostingForm,
)
from tracker.organisation.queries import unit_tree
from tracker.organisation.queries_structure import structure_of
from tracker.organisation.rules import Contract
from tracker.organisation.rules_operations import OperationError
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


def _choices(employer_id: int, day: date) -> tuple[Any, list[tuple[str, str]]]:
    sites = structure_of(employer_id, day).sites.values()
    return unit_tree(employer_id, day), [(site.reference, site.name) for site in sites]


@organisation.route("/register/people/<string:reference>/posting", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def change_posting(reference: str) -> ResponseReturnValue:
    """Somebody moves, or has another job, grade or FTE, from a day on."""
    person, back = person_and_back(reference)
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
            unit_chosen(person.employer_id, form.unit.data).id,
            post_id,
            held.site_referred(person.employer_id, form.site.data or ""),
            form.title.data or "",
            form.grade.data or "",
            form.fte.fte,
        )
        on = form.on.data or day
        services.change_posting(person, given, on=on, seen=form.seen(), by=current_viewer())
        return f"Posting of {person.name} changed. Another change can reverse it"

    return edit_page(form, now, act, title="Change the posting", name=person.name, back=back)


@organisation.route("/register/people/<string:reference>/end-posting", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def end_posting(reference: str) -> ResponseReturnValue:
    """The last day of somebody's posting, and of their service where they leave."""
    person, back = person_and_back(reference)
    form = EndPostingForm()

    def act() -> str:
        last = form.last.data or today()
        leaves = form.leaves.data == "yes"
        services.end_posting(person, last=last, leaves=leaves, seen=form.seen(), by=current_viewer())
        return f"Posting of {person.name} ended. Give them a posting again to reverse it"

    return edit_page(
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
    person, back = person_and_back(reference)

    def now() -> Any:
        return SimpleNamespace(
            contract=person.contract.value, ends=person.contract_end, version=services.fingerprint(person)
        )

    form = ContractForm(obj=now())

    def act() -> str:
        contract = Contract(form.contract.data)
        services.set_contract(person, contract, form.ends.data, seen=form.seen(), by=current_viewer())
        return f"Contract of {person.name} saved"

    return edit_page(form, now, act, title="Change the contract", name=person.name, back=back)
