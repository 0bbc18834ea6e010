"""The flask commands."""

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from config import Settings
from tracker.accounts.passwords import hasher
from tracker.audit import queries as audit_queries
from tracker.database import release, unit_of_work
from tracker.demonstration import loading, sign_ins
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


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(audit)
    app.cli.add_command(demonstration)
