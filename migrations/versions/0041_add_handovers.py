"""Add handovers

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op


revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "handover",
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_handover_{column}"))
            for column in ("from_id", "to_id", "by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("reference", name=op.f("uq_handover_reference")),
    )
    for column in ("from_id", "to_id"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])
    op.create_table(
        "handover_item",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
    )
    op.create_index(op.f("ix_handover_item_handover_id"), "handover_item", ["handover_id"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("handover_item")
    op.drop_table("handover")
