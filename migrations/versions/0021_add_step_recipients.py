"""Keep who was given what a statutory step asks for, each with a receipt of their own

Revision ID: 0021
Revises: 0020
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def upgrade() -> None:
    """Add the table, move the lines of text there, and drop their column."""
    recipient = op.create_table(
        "step_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.String(length=300), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_step_recipient_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_step_recipient_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_recipient")),
        sa.UniqueConstraint("reference", name=op.f("uq_step_recipient_reference")),
    )
    op.create_index(op.f("ix_step_recipient_change_id"), "step_recipient", ["change_id"])
    step = sa.table(
        "statutory_step",
        *(
            sa.column(name, kind)
            for name, kind in {
                "id": sa.Integer(),
                "change_id": sa.Integer(),
                "kind": sa.String(),
                "on": sa.Date(),
                "channel": sa.String(),
                "recipients": sa.Text(),
                "recorded_by_id": sa.Integer(),
                "recorded_at": sa.DateTime(timezone=True),
            }.items()
        ),
    )
    rows = [
        {
            "version": 1,
            "reference": "".join(secrets.choice(ALPHABET) for _ in range(10)),
            "change_id": row.change_id,
            "kind": row.kind,
            "recipient": line.strip()[:200],
            "channel": row.channel,
            "sent_on": row.on or row.recorded_at.date(),
            "received_on": None,
            "receipt": "",
            "recorded_by_id": row.recorded_by_id,
            "recorded_at": row.recorded_at,
        }
        for row in op.get_bind().execute(sa.select(step))
        for line in row.recipients.splitlines()
        if line.strip()
    ]
    if rows:
        op.bulk_insert(recipient, rows)
    with op.batch_alter_table("statutory_step") as batch:
        batch.drop_column("recipients")


def downgrade() -> None:
    """Put the column back, empty, and drop the table."""
    with op.batch_alter_table("statutory_step") as batch:
        batch.add_column(sa.Column("recipients", sa.Text(), nullable=False, server_default=""))
    op.drop_table("step_recipient")
