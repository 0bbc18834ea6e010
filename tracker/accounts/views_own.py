"""Pages of one's own account: roles held, where one is signed in, the password."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker import database
from tracker.accounts import access_queries, passwords, services, throttle
from tracker.accounts.blueprint import accounts
from tracker.accounts.forms import ChangePasswordForm
from tracker.accounts.passwords import PasswordError
from tracker.accounts.queries import own_account as account_of
from tracker.accounts.queries import token_hash
from tracker.accounts.rules import waiting_words
from tracker.accounts.services import SignInRefusedError
from tracker.accounts.throttle import TooManyTriesError
from tracker.accounts.views_sign_in import begin_in_browser
from tracker.database import release, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@accounts.get("/account")
@requires(Permission.ACCOUNT_OWN)
def own_account() -> ResponseReturnValue:
    """The viewer's own account."""
    viewer = current_viewer()
    return render_template(
        "accounts/own.html",
        account=account_of(viewer),
        grants=access_queries.grants_of(viewer.account_id, today(), by_name=True),
        sessions=access_queries.sessions_of(viewer.account_id, database.now()),
        here=token_hash(current_user.token),
        links=access_queries.links_of(viewer.account_id),
    )


@accounts.post("/account/sessions/<string:reference>/end")
@requires(Permission.ACCOUNT_OWN)
def end_own_session(reference: str) -> ResponseReturnValue:
    """Sign out another browser of the viewer's own, or this one."""
    viewer = current_viewer()
    one = access_queries.get_own_session(reference, viewer)
    with unit_of_work():
        services.end_one_session(one, database.now(), viewer)
    flash("Signed out there", "success")
    return redirect(url_for("accounts.own_account"))


@accounts.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def change_password() -> ResponseReturnValue:
    """Choose a new password. Every other browser is signed out; this one goes on."""
    viewer, form = current_viewer(), ChangePasswordForm()
    status = 200
    if form.validate_on_submit():
        try:
            token = _change(viewer, form.current_password.data, form.new_password.data)
        except TooManyTriesError as wait:
            form.say("current_password", f"Wait {waiting_words(wait.seconds)}, then try again")
            status = 429
        except SignInRefusedError:
            form.say("current_password", "Enter the password that you sign in with now")
        except PasswordError as problem:
            form.say("new_password", str(problem))
        else:
            begin_in_browser(token)
            flash("Password changed. Everywhere else you are signed out", "success")
            return redirect(url_for("accounts.own_account"))
    if form.errors and status == 200:
        status = 400
    return render_template("accounts/password.html", form=form), status


def _change(viewer: Viewer, current: str, wanted: str) -> str:
    """The secret of a new session. Passwords are compared and hashed outside any transaction: it is slow."""
    moment, config = database.now(), current_app.config
    tries = throttle.tries_to_change_password(viewer.account_reference, config["SECRET_KEY"])
    throttle.check_tries(tries, moment)
    account = account_of(viewer)
    stored, about = account.password_hash, (account.email, account.name, viewer.employer_name)
    release()
    if not passwords.matches(stored, current):
        with unit_of_work():
            services.refuse_change_of_password(tries, viewer, moment)
        raise SignInRefusedError
    password_hash = passwords.checked_hash(wanted, about)
    with unit_of_work():
        account = account_of(viewer)
        services.change_password(account, password_hash, by=viewer, moment=moment)
        return services.start_session(account, moment, today(), config["TRACKER"].session_hours, tries)
