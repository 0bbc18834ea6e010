"""Put grades in bands

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add one row for each grade in a band over a period."""
    op.create_table(
        "grade_band",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=60), nullable=False),
        sa.Column("grade", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_grade_band_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_grade_band_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_band")),
    )
    op.create_index(op.f("ix_grade_band_employer_id"), "grade_band", ["employer_id"])
    op.create_index(op.f("ix_grade_band_grade"), "grade_band", ["grade"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("grade_band")
