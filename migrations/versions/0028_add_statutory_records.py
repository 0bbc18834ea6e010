"""Add records of transfers, topics, elections, special circumstances and equality

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "transfer_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("measures", sa.String(length=60), nullable=False),
        sa.Column("measures_text", sa.Text(), nullable=False),
        sa.Column("measures_told_on", sa.Date(), nullable=True),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("consulted_from", sa.Date(), nullable=True),
        sa.Column("consulted_to", sa.Date(), nullable=True),
        sa.Column("replies", sa.Text(), nullable=False),
        sa.Column("liability_as_at", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_transfer_party_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_transfer_party_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_party")),
        sa.UniqueConstraint("reference", name=op.f("uq_transfer_party_reference")),
        sa.UniqueConstraint("change_id", "side", name=op.f("uq_transfer_party_change_id_side")),
    )
    op.create_table(
        "topic_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=True),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_topic_entry_change_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_topic_entry_concern_id")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_topic_entry_consultation_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_topic_entry_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_entry")),
        sa.UniqueConstraint("reference", name=op.f("uq_topic_entry_reference")),
        sa.UniqueConstraint("concern_id", "topic", name=op.f("uq_topic_entry_concern_id_topic")),
        sa.UniqueConstraint("consultation_id", "topic", name=op.f("uq_topic_entry_consultation_id_topic")),
    )
    op.create_index(op.f("ix_topic_entry_change_id"), "topic_entry", ["change_id"])
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("constituency", sa.String(length=200), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=True),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("nominations_close_on", sa.Date(), nullable=True),
        sa.Column("ballot_on", sa.Date(), nullable=True),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("scrutineer", sa.String(length=200), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_election_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_election_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
        sa.UniqueConstraint("reference", name=op.f("uq_election_reference")),
    )
    op.create_index(op.f("ix_election_change_id"), "election", ["change_id"])
    op.create_table(
        "special_circumstances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_special_circumstances_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_special_circumstances_recorded_by_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_special_circumstances_approved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_circumstances")),
        sa.UniqueConstraint("reference", name=op.f("uq_special_circumstances_reference")),
    )
    op.create_index(op.f("ix_special_circumstances_change_id"), "special_circumstances", ["change_id"])
    op.create_table(
        "equality_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_equality_assessment_change_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_equality_assessment_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_assessment")),
        sa.UniqueConstraint("reference", name=op.f("uq_equality_assessment_reference")),
    )
    op.create_index(op.f("ix_equality_assessment_change_id"), "equality_assessment", ["change_id"])
    op.create_table(
        "equality_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_equality_file_attachment_id")),
        sa.ForeignKeyConstraint(["assessment_id"], ["equality_assessment.id"], name=op.f("fk_equality_file_assessment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_file")),
        sa.UniqueConstraint("attachment_id", name=op.f("uq_equality_file_attachment_id")),
    )
    op.create_index(op.f("ix_equality_file_assessment_id"), "equality_file", ["assessment_id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("equality_file")
    op.drop_table("equality_assessment")
    op.drop_table("special_circumstances")
    op.drop_table("election")
    op.drop_table("topic_entry")
    op.drop_table("transfer_party")
