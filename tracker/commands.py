"""The flask commands."""

import signal
import sys
import threading
from datetime import date, datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app, url_for
from flask.cli import AppGroup

from config import Settings
from tracker.accounts import access_services
from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.passwords import hasher
from tracker.accounts.queries import live_grant, viewer_acting
from tracker.audit import queries as audit_queries
from tracker.database import db, now, release, unit_of_work
from tracker.demonstration import loading, sign_ins
from tracker.notifications import postman
from tracker.organisation import command_line, worker
from tracker.organisation.models import Employer
from tracker.organisation.rules import ImportState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

audit = AppGroup("audit", help="The append-only record.")


@audit.command("verify")
def verify_record() -> None:
    """Check the whole record. Exit code 0: sound; 1: altered."""
    verdict = audit_queries.verify_record()
    if verdict.finding:
        click.echo(f"ALTERED at entry {verdict.finding.seq}: {verdict.finding.why}.")
        sys.exit(1)
    click.echo(f"Sound: {verdict.entries} entries, last fingerprint {verdict.last}.")


accounts = AppGroup("accounts", help="Who signs in.")


@accounts.command("first-administrator")
@click.argument("email")
@click.argument("name")
def first_administrator(email: str, name: str) -> None:
    """Begin a new installation: make its first administrator and print a one-time link."""
    try:
        with unit_of_work():
            secret = access_services.first_administrator(email=email, name=name, day=today(), moment=now())
    except access_services.AccountError as problem:
        raise click.ClickException(str(problem)) from problem
    settings: Settings = current_app.config["TRACKER"]
    click.echo("Hand this over; it sets the password, works once and ends in seven days:")
    with current_app.test_request_context():
        click.echo(settings.base_url + url_for("accounts.use_link", secret=secret))


demonstration = AppGroup("demonstration", help="The demonstration programme: invented people, public dates.")


def _settings_of_demonstration() -> Settings:
    settings: Settings = current_app.config["TRACKER"]
    if settings.production:
        raise click.ClickException(
            "The demonstration is never loaded in production: its accounts share one password and its people "
            "are invented. Unset TRACKER_ENV=production to use it."
        )
    return settings


@demonstration.command("load")
@click.option("--scale", type=click.FloatRange(0.01, 1.0), default=1.0, help="Share of the force to invent.")
def load_demonstration(scale: float) -> None:
    """Load the demonstration programme, unless it is there."""
    settings = _settings_of_demonstration()
    if loading.is_loaded():
        click.echo("The demonstration programme is already loaded: nothing was changed.")
        return
    release()
    password = sign_ins.kept_password(settings.instance) or sign_ins.new_password(settings.instance)
    try:
        loaded = loading.load(password, today(), scale=scale)
    except loading.NotEmptyError as error:
        raise click.ClickException(
            "This database already has an employer or a union. Load the demonstration into an empty one, "
            "so that invented people are never mixed with real ones."
        ) from error
    click.echo(
        f"Loaded {loaded.people:,} invented people, {loaded.changes} changes, {loaded.rows:,} rows in all."
    )


@demonstration.command("sign-ins")
def show_sign_ins() -> None:
    """Show who can sign in to the demonstration, and the password of this installation."""
    settings = _settings_of_demonstration()
    password = sign_ins.kept_password(settings.instance)
    if password is None or not loading.is_loaded():
        raise click.ClickException(
            "There is no demonstration here, or its password was kept elsewhere. "
            "Run: flask --app wsgi demonstration load, or: flask --app wsgi demonstration new-password"
        )
    click.echo(sign_ins.table(sign_ins.sign_ins(), password))


@demonstration.command("new-password")
def renew_password() -> None:
    """Give the demonstration's accounts a new password, when the kept one is lost."""
    settings = _settings_of_demonstration()
    if not loading.is_loaded():
        raise click.ClickException("The demonstration programme is not loaded")
    release()
    password = sign_ins.new_password(settings.instance)
    with unit_of_work():
        accounts = sign_ins.set_password(hasher.hash(password))
    click.echo(f"{accounts} accounts have the new password {password}")


NOT_YET = 3
"""Exit code of an import that waits for a second person."""

register_group = AppGroup("register", help="The staff register: people, units and posts.")


@register_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--employer", required=True, help="Name of the employer.")
@click.option("--kind", type=click.Choice(list(command_line.KINDS)), required=True, help="What one row is.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day the file describes.")
@click.option("--map", "maps", multiple=True, metavar="OURS=THEIRS", help="unit=Department, unit='column C'.")
@click.option("--full-time-hours", type=click.FloatRange(1, 60), help="Hours a week of a full-time post.")
@click.option(
    "--dates",
    type=click.Choice(list(command_line.DATE_ORDERS)),
    help="How dates that can be read two ways are written.",
)
@click.option(
    "--same",
    type=click.Choice([command_line.LIKELY, command_line.NONE]),
    help="Which pairs are taken for the same under another number or name.",
)
@click.option("--create-employer", is_flag=True, help="Make the employer when there is none of the name.")
@click.option("--confirm", is_flag=True, help="Save it. Without this nothing is saved.")
@click.option("--approved-by", metavar="EMAIL", help="The HR partner who approved ending over 5 per cent.")
def import_register(
    file: Path,
    employer: str,
    kind: str,
    as_of: datetime,
    maps: tuple[str, ...],
    full_time_hours: float | None,
    dates: str | None,
    same: str | None,
    create_employer: bool,
    confirm: bool,
    approved_by: str | None,
) -> None:
    """Show what a register file would change; with --confirm, change it. Rows that are wrong are left out."""
    pairs = [(ours, theirs) for ours, _, theirs in (text.partition("=") for text in maps)]
    wanted = command_line.Wanted(
        file.name,
        file.read_bytes(),
        employer.strip(),
        command_line.KINDS[kind],
        as_of.date(),
        pairs,
        full_time_hours,
        create_employer,
        command_line.DATE_ORDERS[dates] if dates else None,
        same,
    )
    approver_id = None
    if approved_by:
        approver_id = hr_partner_of(employer.strip(), approved_by, today())
        release()
        if approver_id is None:
            raise click.ClickException(f"{approved_by} is not an HR partner of {employer} today")
    try:
        if not confirm:
            click.echo("\n".join(command_line.as_lines(command_line.check(wanted))))
            click.echo("Nothing was saved. Run it again with --confirm to import it.")
            return
        checked, row = command_line.save(wanted, approver_id=approver_id, at=now())
    except command_line.CommandError as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n".join(command_line.as_lines(checked)))
    click.echo(command_line.outcome(row))
    if row.state is not ImportState.APPLIED:
        sys.exit(NOT_YET)


def viewer_now(account_id: int, role: Role) -> Viewer | None:
    """Whoever asked for background work, as their grants stand today."""
    return viewer_acting(account_id, role, today())


@click.command("worker")
def run_worker() -> None:
    """Do background work: read, check and apply register imports. Runs until it is stopped."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: stop.set())
    worker.run(current_app._get_current_object(), viewer_now, stop)  # type: ignore[attr-defined]  # noqa: SLF001  Flask's documented way to the application itself


@click.command("postman")
def run_postman() -> None:
    """Remind people of deadlines and send mail. Runs until it is stopped."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: stop.set())
    postman.run(current_app._get_current_object(), stop)  # type: ignore[attr-defined]  # noqa: SLF001  as above


def hr_partner_of(employer: str, email: str, day: date) -> int | None:
    """The account's id, when it may act as an HR partner of the employer on the day."""
    return db.session.scalar(
        sa.select(Account.id)
        .join(AccessGrant, AccessGrant.account_id == Account.id)
        .join(Employer, Employer.id == AccessGrant.employer_id)
        .where(
            Account.email == email.strip().lower(),
            Account.active,
            AccessGrant.role == Role.HR_PARTNER,
            Employer.name == employer,
            *live_grant(day),
        )
    )


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(register_group)
    app.cli.add_command(audit)
    app.cli.add_command(accounts)
    app.cli.add_command(demonstration)
    app.cli.add_command(run_worker)
    app.cli.add_command(run_postman)
