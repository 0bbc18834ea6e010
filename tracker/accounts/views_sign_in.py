"""Pages of signing in and out, of the acting role, and of one-time links."""

from urllib.parse import urlsplit

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask import g as request_globals
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from tracker import database
from tracker.accounts import passwords, services, throttle
from tracker.accounts.blueprint import accounts
from tracker.accounts.forms import ActAsForm, NewPasswordForm, SignInForm
from tracker.accounts.passwords import PasswordError
from tracker.accounts.queries import account_by_email, viewer_of_session
from tracker.accounts.rules import waiting_words
from tracker.accounts.services import LinkError, SignInRefusedError
from tracker.accounts.signed_in import SignedIn
from tracker.accounts.throttle import TooManyTriesError, Tries
from tracker.database import release, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.web.access import current_viewer, open_to_anyone, requires, viewer_or_none
from tracker.web.clock import today

KEPT = "kept-"
KNOWN_BROWSER_SECONDS = 365 * 24 * 3600
REFUSED = "Enter the email address and password that belong together, for an account in use"


def safe_next(address: str) -> str:
    """The address to go on to, when it is a path of ours; home otherwise."""
    parts = urlsplit(address)
    odd = any(letter == "\\" or ord(letter) <= 32 for letter in address)
    if odd or parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return url_for("overview.home")
    return address


@accounts.route("/sign-in", methods=["GET", "POST"])
@open_to_anyone
def sign_in() -> ResponseReturnValue:
    """Sign in, then go on to the page that was asked for, or give back the form that was being sent."""
    following = request.args.get("next", "")
    if viewer_or_none() and request.method == "GET":
        return redirect(safe_next(following))
    form = SignInForm()
    kept = [
        (name.removeprefix(KEPT), value)
        for name, values in request.form.lists()
        if name.startswith(KEPT)
        for value in values
    ]
    action = request.form.get("kept:action", "")
    status = 200
    if form.validate_on_submit():
        try:
            token = _sign_in(form.email.data or "", form.password.data or "")
        except TooManyTriesError as wait:
            form.say("password", f"Wait {waiting_words(wait.seconds)}, then try again")
            status = 429
        except SignInRefusedError:
            form.say("password", REFUSED)
        else:
            return _go_on(token, form.email.data or "", following, action, kept)
    if form.errors and status == 200:
        status = 400
    page = render_template("accounts/sign_in.html", form=form, kept=kept, action=action, next=following)
    return page, status


def _sign_in(email: str, password: str) -> str:
    """The secret of a new session. The password is compared outside any transaction, because that is slow."""
    moment, tries = database.now(), _tries(email)
    throttle.check_tries(tries, moment)
    account = account_by_email(email)
    stored = account.password_hash if account else None
    release()
    if not passwords.matches(stored, password):
        with unit_of_work():
            services.refuse_sign_in(tries, moment)
        raise SignInRefusedError
    with unit_of_work():
        account = account_by_email(email)
        if account is None or account.password_hash != stored:
            raise SignInRefusedError
        hours = current_app.config["TRACKER"].session_hours
        return services.start_session(account, moment, today(), hours, tries)


def _tries(email: str) -> Tries:
    return throttle.tries_to_sign_in(
        email,
        request.remote_addr or "",
        request.cookies.get(_browser_cookie(), ""),
        current_app.config["SECRET_KEY"],
    )


def _browser_cookie() -> str:
    return "__Host-known-browser" if current_app.config["TRACKER"].production else "known-browser"


def begin_in_browser(token: str) -> None:
    """Let this browser hold the session. Whatever it held before is forgotten, the form token with it."""
    viewer = viewer_of_session(token, database.now(), today())
    if viewer is None:
        raise SignInRefusedError
    session.clear()
    request_globals.pop("csrf_token", None)
    login_user(SignedIn(token, viewer))


def _go_on(token: str, email: str, following: str, action: str, kept: list[tuple[str, str]]) -> Response:
    begin_in_browser(token)
    if action:
        answer = make_response(
            render_template(
                "errors/kept.html", reason="form expired", kept=kept, action=safe_next(action), files=[]
            )
        )
    else:
        answer = make_response(redirect(safe_next(following)))
    secret, production = current_app.config["SECRET_KEY"], current_app.config["TRACKER"].production
    if not throttle.knows_browser(request.cookies.get(_browser_cookie(), ""), email, secret):
        answer.set_cookie(
            _browser_cookie(),
            throttle.browser_mark(email, secret),
            max_age=KNOWN_BROWSER_SECONDS,
            secure=production,
            httponly=True,
            samesite="Lax",
        )
    return answer


@accounts.post("/sign-out")
@open_to_anyone
def sign_out() -> ResponseReturnValue:
    """End the session on the server and clear what the browser keeps; harmless when already signed out."""
    viewer = viewer_or_none()
    if viewer is not None:
        with unit_of_work():
            services.end_session(current_user.token, database.now(), viewer)
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
    form = ActAsForm(viewer.roles_held, viewer.role)
    if not form.validate_on_submit():
        return render_template("accounts/act_as.html", form=form), 400 if form.errors else 200
    role = Role(form.role.data)
    with unit_of_work():
        services.act_as(current_user.token, role, viewer)
    flash(f"You are now acting as {role}", "success")
    return redirect(url_for("overview.home"))


@accounts.get("/forgotten-password")
@open_to_anyone
def forgotten_password() -> ResponseReturnValue:
    """Whom to ask for a link. The same for everyone: it cannot be used to find out who has an account."""
    return render_template("accounts/forgotten_password.html")


@accounts.route("/link/<string:secret>", methods=["GET", "POST"])
@open_to_anyone
def use_link(secret: str) -> ResponseReturnValue:
    """Choose a password with a one-time link. Looking at the page spends nothing."""
    form, moment = NewPasswordForm(), database.now()
    try:
        account = services.account_of_link(secret, moment)
        about = (account.email, account.name)
        if not form.validate_on_submit():
            return _link_page(form, secret, about[0])
        release()
        wanted = passwords.checked_hash(form.new_password.data or "", about)
        with unit_of_work():
            services.use_link(secret, wanted, moment)
    except LinkError:
        return render_template("accounts/link_spent.html"), 410
    except PasswordError as problem:
        form.say("new_password", str(problem))
        return _link_page(form, secret, about[0])
    logout_user()
    session.clear()
    flash("Your password is set: sign in with it now", "success")
    return redirect(url_for("accounts.sign_in"))


def _link_page(form: NewPasswordForm, secret: str, email: str) -> ResponseReturnValue:
    page = render_template("accounts/use_link.html", form=form, secret=secret, email=email)
    return page, 400 if form.errors else 200
