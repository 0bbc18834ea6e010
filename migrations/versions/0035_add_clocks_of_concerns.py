"""Add stages, pauses and the procedure of concerns

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op


revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and give each concern there is a speaker and the day its turn began."""
    op.create_table(
        "concern_stage",
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_concern_stage_by_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_stage_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_stage")),
    )
    op.create_index(op.f("ix_concern_stage_concern_id"), "concern_stage", ["concern_id"])
    op.create_table(
        "concern_pause",
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("from_union", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_concern_pause_ends_after_start")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_pause_concern_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_concern_pause_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_concern_pause_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_pause")),
        sa.UniqueConstraint("reference", name=op.f("uq_concern_pause_reference")),
    )
    op.create_index(op.f("ix_concern_pause_concern_id"), "concern_pause", ["concern_id"])
    op.create_table(
        "concern_procedure",
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("acknowledge", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("answer_again", sa.Integer(), nullable=False),
        sa.Column("decide", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("conciliation", sa.Integer(), nullable=False),
        sa.Column("next_person_id", sa.Integer(), nullable=True),
        sa.Column("status_quo", sa.Text(), nullable=False),
        sa.Column("agreed_with", sa.String(length=300), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_concern_procedure_employer_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_concern_procedure_made_by_id")),
        sa.ForeignKeyConstraint(
            ["next_person_id"], ["account.id"], name=op.f("fk_concern_procedure_next_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_procedure")),
        sa.UniqueConstraint("employer_id", "number", name=op.f("uq_concern_procedure_employer_id_number")),
    )
    with op.batch_alter_table("concern") as table:
        table.add_column(sa.Column("speaker_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("stage_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("turn_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("escalated_to_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE concern SET speaker_id = raised_by_id, "
        "stage_since = coalesce((SELECT max(m.written_at) FROM concern_message m "
        "WHERE m.concern_id = concern.id), raised_at), "
        "turn_since = coalesce((SELECT max(m.written_at) FROM concern_message m WHERE m.concern_id = concern.id "
        "AND m.kind = CASE concern.state WHEN 'answered' THEN 'answer' ELSE 'reply' END), raised_at)"
    )
    with op.batch_alter_table("concern") as table:
        for name in ("speaker_id", "stage_since", "turn_since"):
            table.alter_column(name, nullable=False)
        table.create_foreign_key(table.f("fk_concern_speaker_id"), "account", ["speaker_id"], ["id"])
        table.create_foreign_key(table.f("fk_concern_escalated_to_id"), "account", ["escalated_to_id"], ["id"])
        table.create_index(table.f("ix_concern_speaker_id"), ["speaker_id"])
        table.create_index(table.f("ix_concern_escalated_to_id"), ["escalated_to_id"])
        table.create_index(table.f("ix_concern_due_on"), ["due_on"])


def downgrade() -> None:
    """Drop them again; stages that were not known before become the nearest that was."""
    op.execute("UPDATE concern SET state = 'answered' WHERE state IN ('agreed', 'not agreed')")
    op.execute(
        "UPDATE concern SET state = 'acknowledged' "
        "WHERE state IN ('under discussion', 'escalated', 'conciliation', 'reopened')"
    )
    with op.batch_alter_table("concern") as table:
        for name in ("speaker_id", "escalated_to_id"):
            table.drop_index(table.f(f"ix_concern_{name}"))
            table.drop_constraint(table.f(f"fk_concern_{name}"), type_="foreignkey")
        table.drop_index(table.f("ix_concern_due_on"))
        for name in ("speaker_id", "stage_since", "turn_since", "due_on", "escalated_at", "escalated_to_id"):
            table.drop_column(name)
    for name in ("concern_procedure", "concern_pause", "concern_stage"):
        op.drop_table(name)
