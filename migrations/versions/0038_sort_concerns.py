"""Sort concerns, keep drafts and files

Revision ID: 0038
Revises: 0037
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def table(
    name: str, columns: Sequence[sa.Column], points_to: dict[str, str], unique: Sequence[Sequence[str]]
) -> None:
    """A table with its number, foreign keys and unique constraints, named as in the models."""
    op.create_table(
        name,
        *columns,
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, there in points_to.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(sa.UniqueConstraint(*each, name=op.f(f"uq_{name}_{'_'.join(each)}")) for each in unique),
    )


def whole(name: str) -> sa.Column:
    """A number that must be there."""
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Add the columns and the tables; what was raised before is collective and not sorted."""
    with op.batch_alter_table("concern") as concern:
        concern.add_column(
            sa.Column("kind", sa.String(length=60), nullable=False, server_default="collective")
        )
        concern.add_column(
            sa.Column("category", sa.String(length=60), nullable=False, server_default="not sorted")
        )
        concern.create_index(concern.f("ix_concern_category"), ["category"])
    with op.batch_alter_table("concern") as concern:
        concern.alter_column("kind", server_default=None)
        concern.alter_column("category", server_default=None)
    with op.batch_alter_table("concern_version") as version:
        version.add_column(sa.Column("remedy", sa.Text(), nullable=False, server_default=""))
        version.add_column(sa.Column("about", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("concern_version") as version:
        version.alter_column("remedy", server_default=None)
        version.alter_column("about", server_default=None)
    for name, other, there in (
        ("concern_unit", "unit_id", "unit"),
        ("concern_group", "bargaining_group_id", "bargaining_group"),
    ):
        keys = {"concern_id": "concern", other: there}
        table(name, [whole("concern_id"), whole(other)], keys, [("concern_id", other)])
        for column in keys:
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    table(
        "concern_member",
        [
            whole("concern_id"),
            sa.Column("name", sa.String(length=200), nullable=False),
            sa.Column("agreed", sa.Boolean(), nullable=False),
            whole("version"),
        ],
        {"concern_id": "concern"},
        [("concern_id",)],
    )
    table(
        "concern_file",
        [whole("concern_id"), sa.Column("from_union", sa.Boolean(), nullable=False), whole("attachment_id")],
        {"concern_id": "concern", "attachment_id": "attachment"},
        [("attachment_id",)],
    )
    op.create_index(op.f("ix_concern_file_concern_id"), "concern_file", ["concern_id"])
    table(
        "concern_draft",
        [
            whole("author_id"),
            whole("union_id"),
            sa.Column("change_id", sa.Integer(), nullable=True),
            sa.Column("shared", sa.Boolean(), nullable=False),
            sa.Column("summary", sa.String(length=200), nullable=False),
            sa.Column("detail", sa.Text(), nullable=False),
            sa.Column("remedy", sa.Text(), nullable=False),
            sa.Column("about", sa.String(length=200), nullable=False),
            sa.Column("severity", sa.String(length=60), nullable=False),
            sa.Column("kind", sa.String(length=60), nullable=False),
            sa.Column("category", sa.String(length=60), nullable=False),
            sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
            whole("version"),
            sa.Column("reference", sa.String(length=12), nullable=False),
        ],
        {"author_id": "account", "union_id": "recognised_union", "change_id": "change"},
        [("reference",)],
    )
    for column in ("author_id", "union_id"):
        op.create_index(op.f(f"ix_concern_draft_{column}"), "concern_draft", [column])


def downgrade() -> None:
    """Drop them again."""
    for name in ("concern_draft", "concern_file", "concern_member", "concern_group", "concern_unit"):
        op.drop_table(name)
    with op.batch_alter_table("concern_version") as version:
        version.drop_column("about")
        version.drop_column("remedy")
    with op.batch_alter_table("concern") as concern:
        concern.drop_index(concern.f("ix_concern_category"))
        concern.drop_column("category")
        concern.drop_column("kind")
