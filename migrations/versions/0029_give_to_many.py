"""Give support and letters to many

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add rounds with the people chosen, and say which round wrote an offer or a letter."""
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("support", sa.String(length=60), nullable=True),
        sa.Column("letter", sa.String(length=60), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("offered_by", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_round_change_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_round_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("reference", name=op.f("uq_round_reference")),
    )
    op.create_index(op.f("ix_round_change_id"), "round", ["change_id"])
    op.create_index(op.f("ix_round_made_by_id"), "round", ["made_by_id"])
    op.create_table(
        "round_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("affected_person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_person_round_id")),
        sa.ForeignKeyConstraint(
            ["affected_person_id"], ["affected_person.id"], name=op.f("fk_round_person_affected_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_person")),
        sa.UniqueConstraint(
            "round_id", "affected_person_id", name=op.f("uq_round_person_round_id_affected_person_id")
        ),
    )
    op.create_index(op.f("ix_round_person_affected_person_id"), "round_person", ["affected_person_id"])
    for name in ("support_offer", "letter"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("round_id", sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_{name}_round_id"), "round", ["round_id"], ["id"])
            table.create_index(op.f(f"ix_{name}_round_id"), ["round_id"])
    with op.batch_alter_table("letter") as table:
        table.add_column(sa.Column("text", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("letter") as table:
        table.alter_column("text", server_default=None)


def downgrade() -> None:
    """Drop the columns and the tables."""
    with op.batch_alter_table("letter") as table:
        table.drop_column("text")
    for name in ("letter", "support_offer"):
        with op.batch_alter_table(name) as table:
            table.drop_index(op.f(f"ix_{name}_round_id"))
            table.drop_constraint(op.f(f"fk_{name}_round_id"), type_="foreignkey")
            table.drop_column("round_id")
    op.drop_table("round_person")
    op.drop_table("round")
