"""Pages for administrators: accounts and the access they have. Auditors read the first two."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.accounts import access_queries, access_services, proposals, reach_queries, services
from tracker.accounts.access_forms import AccountForm, grant_form
from tracker.accounts.access_queries import get_account, get_grant, grants_of, sessions_of, shown_name
from tracker.accounts.access_services import AccountError, GrantError
from tracker.accounts.blueprint import accounts
from tracker.accounts.models import Account
from tracker.accounts.rules import INVITATION_LIFE, RESET_LIFE, AccountState, account_state
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.forms import TrackerForm
from tracker.web.listing import listing_from_request

ROLES = [(role.value, role.value[0].upper() + role.value[1:]) for role in Role]


@accounts.get("/accounts")
@requires(Permission.ACCOUNT_READ)
def list_accounts() -> ResponseReturnValue:
    """All accounts with the roles they hold today."""
    listing = listing_from_request("name")
    page = access_queries.accounts_page(current_viewer(), listing, today())
    return render_template(
        "accounts/list.html",
        page=page,
        listing=listing,
        roles=ROLES,
        states=[(str(s), str(s)) for s in AccountState],
        to_hand_on=proposals.waiting(current_viewer()),
    )


@accounts.get("/accounts/<string:reference>")
@requires(Permission.ACCOUNT_READ)
def show_account(reference: str) -> ResponseReturnValue:
    """One account: who it is for, the access it has and had, and where it is signed in."""
    viewer = current_viewer()
    account = get_account(reference, viewer)
    manages = viewer.may(Permission.ACCOUNT_MANAGE)
    return render_template(
        "accounts/show.html",
        account=account,
        name=shown_name(account, viewer),
        state=account_state(account.active, account.password_hash is not None),
        manages=manages,
        own=account.id == viewer.account_id,
        grants=grants_of(account.id, today(), by_name=manages),
        sessions=sessions_of(account.id, database.now()) if manages else [],
        staff_number=reach_queries.staff_number_of(account) if manages else "",
        roles=ROLES,
    )


@accounts.route("/accounts/invite", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def invite() -> ResponseReturnValue:
    """Make an account. Its one-time link is shown once, to be handed over."""
    viewer, form = current_viewer(), AccountForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                account, secret = access_services.invite(
                    email=form.email.data,
                    name=form.name.data,
                    person=form.person,
                    by=viewer,
                    moment=database.now(),
                )
        except AccountError as problem:
            form.say(problem.field, str(problem))
        else:
            return _link_once(account, secret)
    return render_template("accounts/invite.html", form=form), 400 if form.errors else 200


def _link_once(account: Account, secret: str) -> ResponseReturnValue:
    address = current_app.config["TRACKER"].base_url + url_for("accounts.use_link", secret=secret)
    new = account.password_hash is None
    ends = database.now() + (INVITATION_LIFE if new else RESET_LIFE)
    return render_template("accounts/link_once.html", account=account, address=address, new=new, ends=ends)


@accounts.route("/accounts/<string:reference>/link", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def make_link(reference: str) -> ResponseReturnValue:
    """Make a new one-time link, for an invitation that ran out or a password that was forgotten."""
    viewer, form = current_viewer(), TrackerForm()
    account = get_account(reference, viewer)
    if not account.active:
        flash("Turn the account on first: nobody can sign in with it now", "warning")
        return redirect(url_for("accounts.show_account", reference=reference))
    if not form.validate_on_submit():
        return render_template("accounts/make_link.html", account=account, form=form)
    with unit_of_work():
        secret = services.make_link(account, by=viewer, moment=database.now())
    return _link_once(account, secret)


@accounts.route("/accounts/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def edit_account(reference: str) -> ResponseReturnValue:
    """Correct the name, the address or the staff number."""
    viewer = current_viewer()
    account = get_account(reference, viewer)
    form = AccountForm(obj=account, data={"staff_number": reach_queries.staff_number_of(account)})
    conflict, status = None, 200
    if request.method == "GET":
        form.show_version(account)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                access_services.edit_account(
                    account,
                    email=form.email.data,
                    name=form.name.data,
                    person=form.person,
                    seen=form.seen(),
                    by=viewer,
                )
        except AccountError as problem:
            form.say(problem.field, str(problem))
        except EditConflictError:
            account = get_account(reference, viewer)
            conflict, status = conflict_over(form, account), 409
        else:
            flash("Account saved", "success")
            return redirect(url_for("accounts.show_account", reference=reference))
    if form.errors:
        status = 400
    page = render_template("accounts/edit.html", account=account, form=form, conflict=conflict)
    return page, status


@accounts.route("/accounts/<string:reference>/grants/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def new_grant(reference: str) -> ResponseReturnValue:
    """Give a role over a scope, for a year unless somebody chooses otherwise."""
    viewer = current_viewer()
    account = get_account(reference, viewer)
    chosen = request.args.get("role", "")
    if chosen not in set(Role):
        return render_template("accounts/choose_role.html", account=account, roles=ROLES)
    role = Role(chosen)
    form = grant_form(role)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                access_services.grant_access(
                    account,
                    role,
                    form.reach(),
                    valid_from=form.valid_from.data or today(),
                    valid_to=form.valid_to.data,
                    by=viewer,
                    moment=database.now(),
                )
        except GrantError as problem:
            form.say(problem.field, str(problem))
        else:
            flash(f"{account.name} can now act as {role}", "success")
            return redirect(url_for("accounts.show_account", reference=reference))
    page = render_template("accounts/new_grant.html", account=account, role=role, form=form)
    return page, 400 if form.errors else 200


@accounts.route("/grants/<string:reference>/end", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def revoke_grant(reference: str) -> ResponseReturnValue:
    """End a grant at once, after asking."""
    viewer, form = current_viewer(), TrackerForm()
    grant = get_grant(reference, viewer)
    account = grant.account
    if not form.validate_on_submit():
        lines = grants_of(account.id, today(), by_name=True)
        line = next(one for one in lines if one.reference == reference)
        return render_template("accounts/revoke.html", account=account, grant=line, form=form)
    try:
        with unit_of_work():
            access_services.revoke_access(grant, by=viewer, moment=database.now())
    except GrantError as problem:
        flash(str(problem), "warning")
    else:
        flash(f"{account.name} can no longer act as {grant.role} under this access", "success")
    return redirect(url_for("accounts.show_account", reference=account.reference))


@accounts.route("/accounts/<string:reference>/deactivate", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def deactivate(reference: str) -> ResponseReturnValue:
    """Turn an account off, after asking; everywhere it is signed in it is out at the next request."""
    viewer, form = current_viewer(), TrackerForm()
    account = get_account(reference, viewer)
    if not form.validate_on_submit():
        return render_template("accounts/deactivate.html", account=account, form=form)
    try:
        with unit_of_work():
            access_services.deactivate(account, by=viewer, moment=database.now())
    except GrantError as problem:
        flash(str(problem), "warning")
    else:
        flash("Account turned off and signed out everywhere", "success")
    return redirect(url_for("accounts.show_account", reference=reference))


@accounts.post("/accounts/<string:reference>/reactivate")
@requires(Permission.ACCOUNT_MANAGE)
def reactivate(reference: str) -> ResponseReturnValue:
    """Turn an account on again."""
    viewer = current_viewer()
    account = get_account(reference, viewer)
    with unit_of_work():
        access_services.reactivate(account, by=viewer)
    flash("Account turned on", "success")
    return redirect(url_for("accounts.show_account", reference=reference))


@accounts.post("/accounts/<string:reference>/end-sessions")
@requires(Permission.ACCOUNT_MANAGE)
def end_sessions(reference: str) -> ResponseReturnValue:
    """Sign an account out everywhere, or end the one session that the form names."""
    viewer = current_viewer()
    account = get_account(reference, viewer)
    one = request.form.get("session", "")
    with unit_of_work():
        if one:
            services.end_one_session(access_queries.get_session(one, account), database.now(), viewer)
        else:
            services.end_sessions_of(account, database.now(), viewer)
    flash("Signed out there" if one else "Signed out everywhere", "success")
    return redirect(url_for("accounts.show_account", reference=reference))
