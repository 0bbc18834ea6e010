"""Add themes of consultations

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op


revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add themes, which answers were read, and which themes they say."""
    op.create_table(
        "theme",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=60), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("change_made", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_theme_consultation_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["theme.id"], name=op.f("fk_theme_merged_into_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_theme_approved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_theme_consultation_id_name")),
        sa.UniqueConstraint("reference", name=op.f("uq_theme_reference")),
    )
    op.create_index(op.f("ix_theme_consultation_id"), "theme", ["consultation_id"])
    op.create_table(
        "theme_parent",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_parent_theme_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_parent")),
        sa.UniqueConstraint("theme_id", "parent_id", name=op.f("uq_theme_parent_theme_id_parent_id")),
    )
    op.create_table(
        "theme_author",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_author_theme_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_theme_author_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_author")),
        sa.UniqueConstraint("theme_id", "account_id", name=op.f("uq_theme_author_theme_id_account_id")),
    )
    op.create_table(
        "answer_reading",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("anonymous_id", sa.BigInteger(), nullable=True),
        sa.Column("read_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(response_id is null) <> (anonymous_id is null)", name=op.f("ck_answer_reading_response_or_anonymous")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_answer_reading_consultation_id")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_answer_reading_response_id")),
        sa.ForeignKeyConstraint(
            ["anonymous_id"], ["anonymous_answer.id"], name=op.f("fk_answer_reading_anonymous_id")
        ),
        sa.ForeignKeyConstraint(["read_by_id"], ["account.id"], name=op.f("fk_answer_reading_read_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_reading")),
        sa.UniqueConstraint("response_id", name=op.f("uq_answer_reading_response_id")),
        sa.UniqueConstraint("anonymous_id", name=op.f("uq_answer_reading_anonymous_id")),
    )
    op.create_index(op.f("ix_answer_reading_consultation_id"), "answer_reading", ["consultation_id"])
    op.create_table(
        "theme_mark",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["answer_reading.id"], name=op.f("fk_theme_mark_reading_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_mark_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_mark")),
        sa.UniqueConstraint("reading_id", "theme_id", name=op.f("uq_theme_mark_reading_id_theme_id")),
    )
    for table, column in (
        ("theme_author", "theme_id"),
        ("theme_author", "account_id"),
        ("theme_parent", "theme_id"),
        ("theme_parent", "parent_id"),
        ("theme_mark", "reading_id"),
        ("theme_mark", "theme_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Drop them again."""
    for table in ("theme_mark", "answer_reading", "theme_author", "theme_parent", "theme"):
        op.drop_table(table)
