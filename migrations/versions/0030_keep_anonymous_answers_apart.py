"""Keep anonymous answers apart

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add how staff answer, codes, their holders, anonymous answers, and what finds an answer by its receipt."""
    with op.batch_alter_table("consultation") as table:
        table.add_column(sa.Column("mode", sa.String(length=60), nullable=False, server_default="named"))
        table.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("released_root", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("consultation") as table:
        table.alter_column("mode", server_default=None, existing_type=sa.String(length=60))
        table.alter_column("released_root", server_default=None, existing_type=sa.String(length=64))
    with op.batch_alter_table("response_version") as table:
        table.add_column(sa.Column("receipt_hash", sa.String(length=64), nullable=True))
        table.create_unique_constraint(op.f("uq_response_version_receipt_hash"), ["receipt_hash"])
    _apart(
        "anonymous_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.UniqueConstraint("code_hash", name=op.f("uq_anonymous_code_code_hash")),
    )
    _apart(
        "code_holder",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_code_holder_person_id")),
        sa.UniqueConstraint(
            "consultation_id", "person_id", name=op.f("uq_code_holder_consultation_id_person_id")
        ),
    )
    op.create_index(op.f("ix_code_holder_person_id"), "code_holder", ["person_id"])
    _apart(
        "anonymous_answer",
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_anonymous_answer_receipt_hash")),
    )


def _apart(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table whose row numbers are drawn at random, and never counted by the database."""
    op.create_table(
        name,
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f(f"fk_{name}_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_consultation_id_id", name, ["consultation_id", "id"])


def downgrade() -> None:
    """Take them away; anonymous answers are lost."""
    for name in ("anonymous_answer", "code_holder", "anonymous_code"):
        op.drop_table(name)
    with op.batch_alter_table("response_version") as table:
        table.drop_constraint(op.f("uq_response_version_receipt_hash"), type_="unique")
        table.drop_column("receipt_hash")
    with op.batch_alter_table("consultation") as table:
        for name in ("released_root", "released_at", "mode"):
            table.drop_column(name)
