"""Pages of signing in and out and of the acting role."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from tracker import database
from tracker.accounts import services
from tracker.accounts.forms import SignInForm
from tracker.accounts.queries import account_by_email, viewer_of_session
from tracker.accounts.services import SignInRefusedError, TooManyTriesError
from tracker.accounts.signed_in import SignedIn
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.web.access import current_viewer, open_to_anyone, requires, viewer_or_none
from tracker.web.clock import today

accounts = Blueprint("accounts", __name__)
KEPT = "kept-"


def safe_next(address: str) -> str:
    """The address to go on to, when it is a path of ours; home otherwise."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return url_for("overview.home")
    return address


@accounts.route("/sign-in", methods=["GET", "POST"])
@open_to_anyone
def sign_in() -> ResponseReturnValue:
    """Sign in, then go on to the page that was asked for, or give back the form that was being sent."""
    if viewer_or_none() and request.method == "GET":
        return redirect(url_for("overview.home"))
    form = SignInForm()
    kept = [
        (name[len(KEPT) :], value)
        for name, values in request.form.lists()
        if name.startswith(KEPT)
        for value in values
    ]
    action = request.form.get("kept:action", "")
    if form.validate_on_submit():
        try:
            _sign_in(form)
        except TooManyTriesError as wait:
            form.say("password", f"Too many tries: wait {wait.seconds} seconds, then try again")
        except SignInRefusedError:
            form.say(
                "password", "Enter the email address and password that belong together, for an account in use"
            )
        else:
            if action:
                return render_template(
                    "errors/kept.html", reason="form expired", kept=kept, action=safe_next(action), files=[]
                )
            return redirect(safe_next(request.args.get("next", "")))
    status = 400 if form.errors else 200
    return render_template("accounts/sign_in.html", form=form, kept=kept, action=action), status


def _sign_in(form: SignInForm) -> None:
    email, password = form.email.data or "", form.password.data or ""
    moment = database.now()
    secret = current_app.config["SECRET_KEY"]
    keys = services.throttle_keys(email, request.remote_addr or "", secret)
    services.check_throttle(keys, moment)
    account = account_by_email(email)
    if not services.password_matches(account, password) or account is None:
        with unit_of_work():
            services.note_failure(keys, moment)
        raise SignInRefusedError
    with unit_of_work():
        token = services.start_session(account, moment, today(), current_app.config["TRACKER"].session_hours)
        services.clear_throttle(keys)
    viewer = viewer_of_session(token, moment, today())
    if viewer is None:
        raise SignInRefusedError
    session.clear()
    login_user(SignedIn(token, viewer))


@accounts.post("/sign-out")
@requires(Permission.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """End the session on the server and clear what the browser keeps."""
    with unit_of_work():
        services.end_session(current_user.token, database.now(), current_viewer())
    logout_user()
    session.clear()
    flash("You have signed out", "success")
    answer = redirect(url_for("accounts.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@accounts.route("/act-as", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def act_as() -> ResponseReturnValue:
    """Choose the role to act in, among those held today."""
    viewer = current_viewer()
    if request.method == "POST":
        try:
            role = Role(request.form.get("role", ""))
        except ValueError:
            abort(400)
        if role not in viewer.roles_held:
            abort(404)
        with unit_of_work():
            services.act_as(current_user.token, role, viewer)
        flash(f"You are now acting as {role}", "success")
        return redirect(url_for("overview.home"))
    return render_template("accounts/act_as.html", roles=viewer.roles_held)
