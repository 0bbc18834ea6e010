"""The flask commands."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from tracker.audit import queries as audit_queries

audit = AppGroup("audit", help="The append-only record.")


@audit.command("verify")
def verify_record() -> None:
    """Check the whole record. Exit code 0: sound; 1: altered."""
    verdict = audit_queries.verify_record()
    if verdict.finding:
        click.echo(f"ALTERED at entry {verdict.finding.seq}: {verdict.finding.why}.")
        sys.exit(1)
    click.echo(f"Sound: {verdict.entries} entries, last fingerprint {verdict.last}.")


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(audit)
