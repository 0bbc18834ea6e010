"""Add information requests

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op


revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def whole(name: str, *, nullable: bool = False) -> sa.Column:
    """A number."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def words(name: str, length: int = 0, *, nullable: bool = False) -> sa.Column:
    """Text, of at most so many characters where a length is given."""
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A point in time."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


TABLES: dict[str, tuple[list[sa.Column], dict[str, str], str, tuple[str, ...]]] = {
    "information_request": (
        [
            whole("change_id"),
            whole("union_id"),
            whole("concern_id", nullable=True),
            words("state", 60),
            words("asked"),
            words("why"),
            sa.Column("due_on", sa.Date(), nullable=False),
            whole("asked_by_id"),
            moment("asked_at"),
            moment("turn_since"),
            sa.Column("turn_due_on", sa.Date(), nullable=True),
            moment("closed_at", nullable=True),
            words("salt", 64),
            words("commitment", 64),
            whole("version"),
            words("reference", 12),
        ],
        {
            "change_id": "change",
            "union_id": "recognised_union",
            "concern_id": "concern",
            "asked_by_id": "account",
        },
        "reference",
        ("change_id", "union_id", "concern_id", "state", "asked_at", "turn_due_on"),
    ),
    "request_step": (
        [
            whole("request_id"),
            words("act", 60),
            words("state", 60),
            words("ground", 60, nullable=True),
            words("text"),
            sa.Column("from_union", sa.Boolean(), nullable=False),
            whole("by_id"),
            moment("at"),
            sa.Column("was_due_on", sa.Date(), nullable=True),
            words("salt", 64),
            words("commitment", 64),
            words("reference", 12),
        ],
        {"request_id": "information_request", "by_id": "account"},
        "reference",
        ("request_id",),
    ),
    "request_file": (
        [whole("step_id"), whole("attachment_id")],
        {"step_id": "request_step", "attachment_id": "attachment"},
        "attachment_id",
        ("step_id",),
    ),
}


def upgrade() -> None:
    """Add the tables."""
    for name, (columns, points_to, unique, indexed) in TABLES.items():
        op.create_table(
            name,
            *columns,
            whole("id"),
            *(
                sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{name}_{column}"))
                for column, there in points_to.items()
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint(unique, name=op.f(f"uq_{name}_{unique}")),
        )
        for column in indexed:
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def downgrade() -> None:
    """Drop them again."""
    for name in reversed(TABLES):
        op.drop_table(name)
