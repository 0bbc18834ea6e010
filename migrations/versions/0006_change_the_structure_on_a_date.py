"""Change the structure on a date; remember where units came from and who employs

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "legal_employer",
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_legal_employer_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_employer")),
        sa.UniqueConstraint("employer_id", "name", name=op.f("uq_legal_employer_employer_id_name")),
        sa.UniqueConstraint("reference", name=op.f("uq_legal_employer_reference")),
    )
    op.create_table(
        "employer_term",
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("legal_employer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "basis",
            sa.Enum(
                "statutory transfer",
                "transfer of an undertaking (TUPE)",
                "new name of the same body",
                "employer from the start",
                name="transferbasis",
                native_enum=False,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_employer_term_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_employer_term_employer_id")),
        sa.ForeignKeyConstraint(
            ["legal_employer_id"], ["legal_employer.id"], name=op.f("fk_employer_term_legal_employer_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_employer_term_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_term")),
    )
    with op.batch_alter_table("employer_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_term_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "establishment_past",
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_establishment_past_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment_past")),
        sa.UniqueConstraint(
            "establishment_id", "until", name=op.f("uq_establishment_past_establishment_id_until")
        ),
    )
    op.create_table(
        "unit_succession",
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("split", "merged", name="successionkind", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_unit_succession_two_units")),
        sa.ForeignKeyConstraint(["from_id"], ["unit.id"], name=op.f("fk_unit_succession_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["unit.id"], name=op.f("fk_unit_succession_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_succession")),
        sa.UniqueConstraint("from_id", "to_id", "on", name=op.f("uq_unit_succession_from_id_to_id_on")),
    )
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_succession_to_id"), ["to_id"], unique=False)

    op.create_table(
        "operation",
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open a unit",
                "rename a unit",
                "move a unit",
                "split a unit",
                "merge units",
                "close a unit",
                "open a site",
                "rename or re-address a site",
                "merge a site into another",
                "close a site",
                "transfer to another legal employer",
                name="operationkind",
                native_enum=False,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "done", "discarded", name="operationstate", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by_id"], ["account.id"], name=op.f("fk_operation_done_by_id")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["account.id"], name=op.f("fk_operation_drafted_by_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_operation_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("reference", name=op.f("uq_operation_reference")),
    )
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operation_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "grant_proposal",
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("asked", "given", "declined", name="proposalstate", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_grant_proposal_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["access_grant.id"], name=op.f("fk_grant_proposal_grant_id")),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_grant_proposal_operation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_grant_proposal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_proposal")),
        sa.UniqueConstraint(
            "operation_id",
            "grant_id",
            "unit_id",
            name=op.f("uq_grant_proposal_operation_id_grant_id_unit_id"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_grant_proposal_reference")),
    )
    with op.batch_alter_table("grant_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_proposal_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_proposal_state"), ["state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("grant_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_proposal_state"))
        batch_op.drop_index(batch_op.f("ix_grant_proposal_grant_id"))

    op.drop_table("grant_proposal")
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operation_employer_id"))

    op.drop_table("operation")
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_succession_to_id"))

    op.drop_table("unit_succession")
    op.drop_table("establishment_past")
    with op.batch_alter_table("employer_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_term_employer_id"))

    op.drop_table("employer_term")
    op.drop_table("legal_employer")
