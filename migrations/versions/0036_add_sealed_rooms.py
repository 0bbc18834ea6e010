"""Add the sealed rooms of concerns

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op


revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ROOMS = ("union_room_note", "management_room_note")


def upgrade() -> None:
    """Add a table for each side."""
    for name in ROOMS:
        op.create_table(
            name,
            sa.Column("concern_id", sa.Integer(), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("written_by_id", sa.Integer(), nullable=False),
            sa.Column("salt", sa.String(length=64), nullable=False),
            sa.Column("commitment", sa.String(length=64), nullable=False),
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("reference", sa.String(length=12), nullable=False),
            sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f(f"fk_{name}_concern_id")),
            sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name=op.f(f"fk_{name}_written_by_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint("reference", name=op.f(f"uq_{name}_reference")),
        )
        op.create_index(op.f(f"ix_{name}_concern_id"), name, ["concern_id"])


def downgrade() -> None:
    """Drop them again."""
    for name in reversed(ROOMS):
        op.drop_table(name)
