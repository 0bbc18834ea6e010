"""Mark what managers have done

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add one row for each thing a manager marked as done."""
    op.create_table(
        "task_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("affected_person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("status_on", sa.Date(), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["affected_person_id"], ["affected_person.id"], name=op.f("fk_task_mark_affected_person_id")
        ),
        sa.ForeignKeyConstraint(["marked_by_id"], ["account.id"], name=op.f("fk_task_mark_marked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_mark")),
        sa.UniqueConstraint("reference", name=op.f("uq_task_mark_reference")),
        sa.UniqueConstraint(
            "affected_person_id",
            "status",
            "status_on",
            name=op.f("uq_task_mark_affected_person_id_status_status_on"),
        ),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("task_mark")
