"""Add the statutory dates of changes

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DAYS = (
    "proposed_on", "information_given_on", "hr1_received_on", "consultation_completed_on", "first_notice_on",
    "first_dismissal_on", "last_dismissal_on", "transfer_on", "liability_information_on", "equality_assessed_on",
)


def upgrade() -> None:
    """Add one row of days for each change."""
    op.create_table(
        "statutory_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in DAYS),
        sa.Column("reengagement", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_statutory_dates_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_statutory_dates_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statutory_dates")),
        sa.UniqueConstraint("change_id", name=op.f("uq_statutory_dates_change_id")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("statutory_dates")
