"""Undo what was done to the structure

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say who undid an operation and when; keep what each did, row by row."""
    with op.batch_alter_table("operation") as batch:
        batch.add_column(sa.Column("undone_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(op.f("fk_operation_undone_by_id"), "account", ["undone_by_id"], ["id"])
    op.create_table(
        "operation_trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_operation_trace_operation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_trace")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_operation_trace_operation_id")),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("operation_trace")
    with op.batch_alter_table("operation") as batch:
        batch.drop_constraint(op.f("fk_operation_undone_by_id"), type_="foreignkey")
        batch.drop_column("undone_at")
        batch.drop_column("undone_by_id")
