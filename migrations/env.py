"""Runs the migrations on the application's database."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection

from tracker.database import Base, UtcDateTime, db


def render_item(kind: str, thing: object, _context: AutogenContext) -> str | bool:
    """Write our own column types as plain ones, so that migrations import nothing of ours."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Migrate over an open connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = db.engine
assert current_app
given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with engine.connect() as own:
        run(own)
        own.commit()
