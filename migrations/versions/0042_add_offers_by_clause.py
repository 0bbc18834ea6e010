"""Add offers by clause

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op


revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "bargained_clause",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_bargained_clause_change_id")),
        sa.ForeignKeyConstraint(["union_id"], ["recognised_union.id"], name=op.f("fk_bargained_clause_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bargained_clause")),
        sa.UniqueConstraint("reference", name=op.f("uq_bargained_clause_reference")),
    )
    for column in ("change_id", "union_id", "state", "moved_at"):
        op.create_index(op.f(f"ix_bargained_clause_{column}"), "bargained_clause", [column])
    op.create_table(
        "clause_move",
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("from_union", sa.Boolean(), nullable=False),
        sa.Column("move", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_clause_move_by_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["bargained_clause.id"], name=op.f("fk_clause_move_clause_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_move")),
        sa.UniqueConstraint("reference", name=op.f("uq_clause_move_reference")),
    )
    op.create_index(op.f("ix_clause_move_clause_id"), "clause_move", ["clause_id"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("clause_move")
    op.drop_table("bargained_clause")
