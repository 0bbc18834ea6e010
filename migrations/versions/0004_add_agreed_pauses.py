"""Add agreed pauses of the uncertainty clock

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the pauses and the unions that agreed to each."""
    op.create_table(
        "agreed_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("agreed_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last is null or last >= first", name=op.f("ck_agreed_pause_ends_after_start")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_agreed_pause_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_agreed_pause_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_pause")),
        sa.UniqueConstraint("reference", name=op.f("uq_agreed_pause_reference")),
    )
    op.create_index(op.f("ix_agreed_pause_change_id"), "agreed_pause", ["change_id"])
    op.create_table(
        "agreed_pause_union",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pause_id", sa.Integer(), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pause_id"], ["agreed_pause.id"], name=op.f("fk_agreed_pause_union_pause_id")),
        sa.ForeignKeyConstraint(
            ["union_id"], ["recognised_union.id"], name=op.f("fk_agreed_pause_union_union_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_pause_union")),
        sa.UniqueConstraint("pause_id", "union_id", name=op.f("uq_agreed_pause_union_pause_id_union_id")),
    )
    op.create_index(op.f("ix_agreed_pause_union_pause_id"), "agreed_pause_union", ["pause_id"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("agreed_pause_union")
    op.drop_table("agreed_pause")
