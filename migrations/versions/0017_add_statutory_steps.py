"""Add statutory steps and overrides of what holds a change back

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "statutory_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_statutory_step_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_statutory_step_recorded_by_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_statutory_step_approved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statutory_step")),
        sa.UniqueConstraint("change_id", "kind", name=op.f("uq_statutory_step_change_id_kind")),
    )
    op.create_table(
        "gate_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_gate_override_change_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_gate_override_asked_by_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_gate_override_approved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_override")),
        sa.UniqueConstraint("reference", name=op.f("uq_gate_override_reference")),
    )
    op.create_index(op.f("ix_gate_override_change_id"), "gate_override", ["change_id"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("gate_override")
    op.drop_table("statutory_step")
