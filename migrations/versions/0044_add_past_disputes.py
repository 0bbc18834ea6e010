"""Add past disputes

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op


revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the files and what they hold."""
    op.create_table(
        "dispute_file",
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("brought_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brought_in_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_dispute_file_employer_id")),
        sa.ForeignKeyConstraint(["brought_in_by_id"], ["account.id"], name=op.f("fk_dispute_file_brought_in_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_file")),
        sa.UniqueConstraint("reference", name=op.f("uq_dispute_file_reference")),
    )
    op.create_index(op.f("ix_dispute_file_employer_id"), "dispute_file", ["employer_id"])
    op.create_table(
        "past_dispute",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("union_name", sa.String(length=200), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("people_out", sa.Integer(), nullable=True),
        sa.Column("unit_size", sa.Integer(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["dispute_file.id"], name=op.f("fk_past_dispute_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_dispute")),
    )
    for column in ("file_id", "employer", "union_name", "began_on"):
        op.create_index(op.f(f"ix_past_dispute_{column}"), "past_dispute", [column])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("past_dispute")
    op.drop_table("dispute_file")
