"""Pages of vacancies: the list, making one from the register or by hand, one with whom it suits."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.audit import looks
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.redeployment import lists, matching, queries, services
from tracker.redeployment.acting import act_on
from tracker.redeployment.blueprint import redeployment
from tracker.redeployment.forms import ConfirmForm, VacancyForm
from tracker.redeployment.models import RedeploymentOffer, Vacancy
from tracker.redeployment.rules import Fit, VacancyState
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

MOST_SHOWN = 100


@redeployment.get("/vacancies")
@requires(Permission.REDEPLOYMENT_MANAGE)
def list_vacancies() -> ResponseReturnValue:
    """Roles that can be offered."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("title")
    return render_template(
        "redeployment/vacancies.html",
        page=lists.vacancies_page(viewer, day, listing),
        listing=listing,
        state_options=[(state.value, state.value) for state in VacancyState],
    )


@redeployment.get("/vacancies/from-register")
@requires(Permission.REDEPLOYMENT_MANAGE)
def choose_post() -> ResponseReturnValue:
    """Vacant and proposed posts of the register for which no role is open yet."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("title")
    return render_template(
        "redeployment/posts.html", page=lists.posts_page(viewer, day, listing), listing=listing
    )


@redeployment.route("/vacancies/new", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def new_vacancy() -> ResponseReturnValue:
    """A role, typed or begun from a post of the register."""
    viewer, day = current_viewer(), today()
    reference = request.args.get("post", "")
    post, period = lists.post_for_role(reference, viewer, day) if reference else (None, None)
    employer_id = post.employer_id if post else next(iter(viewer.employer_ids), 0)
    form, sites, changes = _form(viewer, employer_id)
    if request.method == "GET":
        form.opens.process(None, day)
        if period is not None:
            form.title.data, form.grade.data, form.fte.data = period.title, period.grade, min(period.fte, 1.0)
            form.places.data = max(1, round(period.fte)) if post and post.is_group else 1
            by_id = {site: one for one, site in sites.items()}
            form.site.data = by_id.get(period.establishment_id or 0, "")
    made: list[Vacancy] = []
    post_id = post.id if post else None

    def act() -> None:
        made.append(services.open_vacancy(employer_id, post_id, form.given(sites, changes), by=viewer))

    return act_on(
        form,
        "redeployment/edit_vacancy.html",
        act,
        row=lambda: None,
        shown=lambda: {"vacancy": None},
        done=lambda: (
            "Role recorded. Below is whom it may suit",
            url_for("redeployment.show_vacancy", reference=made[0].reference),
        ),
    )


@redeployment.get("/vacancies/<string:reference>")
@requires(Permission.REDEPLOYMENT_MANAGE)
def show_vacancy(reference: str) -> ResponseReturnValue:
    """One role: whom it suits and why, who must be offered it first, and to whom it was offered."""
    viewer, day = current_viewer(), today()
    vacancy = queries.get_vacancy(reference, viewer, day)
    opening = matching.opening_of(vacancy)
    everybody = matching.on_register(vacancy.employer_id)
    first = matching.first_for(vacancy, opening, everybody, day)
    mine = matching.visible_ids(viewer, day)
    candidates = [one for one in everybody if one.entry_id in mine]
    shown_first = frozenset(one.person_id for one in candidates) & first
    sites = matching.site_names(vacancy.employer_id, day)
    found = matching.matches(candidates, [opening], day, sites, shown_first)
    suits = [one for one in found if one.fit is not Fit.DOES_NOT]
    text = render_template(
        "redeployment/vacancy.html",
        vacancy=vacancy,
        site=sites.get(vacancy.establishment_id or 0),
        ring_fence=opening.ring_fence,
        suits=suits[:MOST_SHOWN],
        suits_total=len(suits),
        others=len(found) - len(suits),
        hidden_first=len(first) - len(shown_first),
        offers=lists.offers_where(viewer, day, RedeploymentOffer.vacancy_id == vacancy.id),
    )
    people = [one.candidate.person_id for one in suits[:MOST_SHOWN]]
    looks.note_looks(viewer, people, looks.Where.LIST, day, about=("vacancy", reference))
    return text


@redeployment.route("/vacancies/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def edit_vacancy(reference: str) -> ResponseReturnValue:
    """Change what is said of a role."""
    viewer, day = current_viewer(), today()
    vacancy = queries.get_vacancy(reference, viewer, day)
    form, sites, changes = _form(viewer, vacancy.employer_id)
    if request.method == "GET":
        form.process(None, obj=vacancy)
        form.site.data = _named(sites, vacancy.establishment_id)
        form.ring_fence.data = _named(changes, vacancy.ring_fenced_change_id)

    def act() -> None:
        services.edit_vacancy(vacancy, form.given(sites, changes), seen=form.seen(), by=viewer)

    return act_on(
        form,
        "redeployment/edit_vacancy.html",
        act,
        row=lambda: queries.get_vacancy(reference, viewer, day),
        shown=lambda: {"vacancy": queries.get_vacancy(reference, viewer, day)},
        done=lambda: ("Saved", url_for("redeployment.show_vacancy", reference=reference)),
    )


@redeployment.route("/vacancies/<string:reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def withdraw_vacancy(reference: str) -> ResponseReturnValue:
    """Take a role back."""
    viewer, day = current_viewer(), today()
    vacancy = queries.get_vacancy(reference, viewer, day)
    if vacancy.state is not VacancyState.OPEN:
        flash(f"This role is {vacancy.state} already", "warning")
        return redirect(url_for("redeployment.show_vacancy", reference=reference))
    form = ConfirmForm()
    return act_on(
        form,
        "redeployment/withdraw.html",
        lambda: services.withdraw_vacancy(vacancy, seen=form.seen(), by=viewer),
        row=lambda: queries.get_vacancy(reference, viewer, day),
        shown=lambda: {"vacancy": queries.get_vacancy(reference, viewer, day)},
        done=lambda: ("The role is withdrawn", url_for("redeployment.show_vacancy", reference=reference)),
    )


def _form(viewer: Viewer, employer_id: int) -> tuple[VacancyForm, dict[str, int], dict[str, int]]:
    sites = queries.sites_of(employer_id, today())
    changes = lists.changes_for_ring_fence(viewer, today(), employer_id)
    form = VacancyForm()
    form.offer(
        {reference: name for reference, (_, name) in sites.items()},
        {reference: title for _, reference, title in changes},
    )
    return (
        form,
        {reference: site for reference, (site, _) in sites.items()},
        {reference: change for change, reference, _ in changes},
    )


def _named(known: dict[str, int], wanted: int | None) -> str:
    return next((reference for reference, value in known.items() if value == wanted), "")
