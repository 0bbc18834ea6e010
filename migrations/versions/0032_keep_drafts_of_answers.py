"""Keep drafts of answers

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what was typed and not sent."""
    op.create_table(
        "response_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name_of", sa.String(length=12), nullable=False),
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_response_draft_account_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_response_draft_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_draft")),
        sa.UniqueConstraint(
            "consultation_id", "account_id", "name_of", name=op.f("uq_response_draft_consultation_id_account_id_name_of")
        ),
    )
    op.create_index(op.f("ix_response_draft_account_id"), "response_draft", ["account_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("response_draft")
