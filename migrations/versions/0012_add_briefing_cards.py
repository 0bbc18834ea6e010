"""Add briefing cards

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add cards and their lines."""
    op.create_table(
        "briefing_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("questions_to", sa.String(length=300), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_briefing_card_change_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name=op.f("fk_briefing_card_written_by_id")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["account.id"], name=op.f("fk_briefing_card_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_card")),
        sa.UniqueConstraint("reference", name=op.f("uq_briefing_card_reference")),
        sa.UniqueConstraint("change_id", "number", name=op.f("uq_briefing_card_change_id_number")),
    )
    op.create_index(op.f("ix_briefing_card_change_id"), "briefing_card", ["change_id"])
    op.create_table(
        "briefing_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("embargo", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["briefing_card.id"], name=op.f("fk_briefing_line_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_line")),
        sa.UniqueConstraint("card_id", "position", name=op.f("uq_briefing_line_card_id_position")),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("briefing_line")
    op.drop_table("briefing_card")
