"""Add joint concerns

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op


revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add proposals between unions, and the second union of a concern."""
    with op.batch_alter_table("concern") as batch:
        batch.add_column(sa.Column("partner_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_concern_partner_id"), "recognised_union", ["partner_id"], ["id"])
        batch.create_index(op.f("ix_concern_partner_id"), ["partner_id"])
    op.create_table(
        "joint_proposal",
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concern_id", sa.Integer(), nullable=True),
        sa.Column("draft_reference", sa.String(length=12), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("severity", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["union_id"], ["recognised_union.id"], name=op.f("fk_joint_proposal_union_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["recognised_union.id"], name=op.f("fk_joint_proposal_partner_id")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_joint_proposal_change_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_joint_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_joint_proposal_decided_by_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_joint_proposal_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_proposal")),
        sa.UniqueConstraint("concern_id", name=op.f("uq_joint_proposal_concern_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_joint_proposal_reference")),
    )
    for column in ("union_id", "partner_id", "change_id", "proposed_by_id"):
        op.create_index(op.f(f"ix_joint_proposal_{column}"), "joint_proposal", [column])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("joint_proposal")
    with op.batch_alter_table("concern") as batch:
        batch.drop_index(op.f("ix_concern_partner_id"))
        batch.drop_constraint(op.f("fk_concern_partner_id"), type_="foreignkey")
        batch.drop_column("partner_id")
