"""Add notices of redundancies, and the copies of them

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and what ties a copy to its notice."""
    op.create_table(
        "redundancy_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_by_way", sa.String(length=300), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_redundancy_notice_change_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_redundancy_notice_establishment_id")
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name=op.f("fk_redundancy_notice_written_by_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_redundancy_notice_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redundancy_notice")),
        sa.UniqueConstraint("reference", name=op.f("uq_redundancy_notice_reference")),
        sa.UniqueConstraint(
            "change_id",
            "establishment_id",
            "number",
            name=op.f("uq_redundancy_notice_change_id_establishment_id_number"),
        ),
    )
    op.create_index(op.f("ix_redundancy_notice_change_id"), "redundancy_notice", ["change_id"])
    with op.batch_alter_table("step_recipient") as batch:
        batch.add_column(sa.Column("notice_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("union_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_step_recipient_notice_id"), "redundancy_notice", ["notice_id"], ["id"]
        )
        batch.create_foreign_key(op.f("fk_step_recipient_union_id"), "recognised_union", ["union_id"], ["id"])
        batch.create_index(op.f("ix_step_recipient_notice_id"), ["notice_id"])


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("step_recipient") as batch:
        batch.drop_index(op.f("ix_step_recipient_notice_id"))
        batch.drop_constraint(op.f("fk_step_recipient_union_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_step_recipient_notice_id"), type_="foreignkey")
        batch.drop_column("union_id")
        batch.drop_column("notice_id")
    op.drop_table("redundancy_notice")
