"""Ask about consultations

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add questions asked about a consultation, and their answers."""
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_enquiry_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_enquiry_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_enquiry_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("reference", name=op.f("uq_enquiry_reference")),
    )
    op.create_index(op.f("ix_enquiry_asked_by_id"), "enquiry", ["asked_by_id"])
    op.create_index(op.f("ix_enquiry_consultation_id"), "enquiry", ["consultation_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("enquiry")
