"""Keep who told whom, moves made together, individual meetings, support and letters

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORD = sa.String(60)
TOLD = ("last_told_on", "told_status", "told_status_on", "told_next_step_on")
STEP_FOREIGN_KEYS = (
    ("fk_affected_step_told_by_id", "account", "told_by_id"),
    ("fk_affected_step_corrects_id", "affected_step", "corrects_id"),
    ("fk_affected_step_move_id", "status_move", "move_id"),
)


def common(table: str) -> list[sa.schema.SchemaItem]:
    """Columns of every row that has an address and is edited."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("reference", name=f"uq_{table}_reference"),
    ]


def points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A foreign key with the name that the models give it."""
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def told() -> list[sa.schema.SchemaItem]:
    """Columns of what is said of a telling."""
    return [
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_how", WORD, nullable=True),
        sa.Column("told_by", sa.String(200), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
    ]


def recorded() -> list[sa.schema.SchemaItem]:
    """Columns of who recorded a row when."""
    return [
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
    ]


def upgrade() -> None:
    """Add the tables and columns; what was known of the first telling goes to the step it was about."""
    make_moves()
    extend_people_and_steps()
    carry_over()
    make_meetings()
    make_support_and_letters()


def make_moves() -> None:
    """Moves of people together, and who was chosen for each."""
    op.create_table(
        "status_move",
        *common("status_move"),
        *told(),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("status", WORD, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        points_to("status_move", "change_id", "change"),
        points_to("status_move", "undoes_id", "status_move"),
        points_to("status_move", "made_by_id", "account"),
        points_to("status_move", "told_by_id", "account"),
        sa.UniqueConstraint("undoes_id", name="uq_status_move_undoes_id"),
    )
    op.create_index("ix_status_move_change_id", "status_move", ["change_id"])
    op.create_table(
        "chosen_for_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("affected_person_id", sa.Integer(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chosen_for_move"),
        points_to("chosen_for_move", "move_id", "status_move"),
        points_to("chosen_for_move", "affected_person_id", "affected_person"),
        sa.UniqueConstraint(
            "move_id", "affected_person_id", name="uq_chosen_for_move_move_id_affected_person_id"
        ),
    )
    op.create_index("ix_chosen_for_move_affected_person_id", "chosen_for_move", ["affected_person_id"])


def extend_people_and_steps() -> None:
    """What each person has been told, and who said it at which step."""
    with op.batch_alter_table("affected_person") as table:
        table.add_column(sa.Column("last_told_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("told_status", WORD, nullable=True))
        table.add_column(sa.Column("told_status_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("told_next_step_on", sa.Date(), nullable=True))
    with op.batch_alter_table("affected_step") as table:
        table.add_column(sa.Column("next_step_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("told_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("told_how", WORD, nullable=True))
        table.add_column(sa.Column("told_by", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("told_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("takes_back_telling", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("move_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("affected_step") as table:
        table.alter_column("told_by", server_default=None)
        table.alter_column("takes_back_telling", server_default=None)
        for name, other, column in STEP_FOREIGN_KEYS:
            table.create_foreign_key(name, other, [column], ["id"])
        table.create_unique_constraint("uq_affected_step_corrects_id", ["corrects_id"])
        table.create_index("ix_affected_step_move_id", ["move_id"])


def carry_over() -> None:
    """Whoever was first told on a day was told the step that stood then; a next step belongs to the last."""
    op.execute(
        "UPDATE affected_step SET told_on = (SELECT p.first_told_on FROM affected_person p"
        " WHERE p.id = affected_step.affected_person_id) WHERE id IN ("
        ' SELECT coalesce(max(CASE WHEN s."on" <= p.first_told_on THEN s.id END), min(s.id))'
        " FROM affected_step s JOIN affected_person p ON p.id = s.affected_person_id"
        " WHERE p.first_told_on IS NOT NULL GROUP BY p.id)"
    )
    op.execute(
        "UPDATE affected_step SET next_step_on = (SELECT p.next_step_on FROM affected_person p"
        " WHERE p.id = affected_step.affected_person_id)"
        " WHERE id IN (SELECT max(id) FROM affected_step GROUP BY affected_person_id)"
    )
    of_person = (
        "FROM affected_step s WHERE s.affected_person_id = affected_person.id AND s.told_on IS NOT NULL"
    )
    op.execute(
        "UPDATE affected_person SET last_told_on = first_told_on,"
        f" told_status = coalesce((SELECT s.status {of_person}), status),"
        f' told_status_on = coalesce((SELECT s."on" {of_person}), status_on),'
        f" told_next_step_on = (SELECT s.next_step_on {of_person})"
        " WHERE first_told_on IS NOT NULL"
    )


def make_meetings() -> None:
    """Individual meetings and what became of each."""
    op.create_table(
        "individual_meeting",
        *common("individual_meeting"),
        sa.Column("affected_person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("held_by", sa.String(200), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("companion", WORD, nullable=True),
        sa.Column("companion_name", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("invited_id", sa.Integer(), nullable=True),
        points_to("individual_meeting", "affected_person_id", "affected_person"),
        points_to("individual_meeting", "held_by_id", "account"),
        points_to("individual_meeting", "invited_id", "account"),
    )
    op.create_index("ix_individual_meeting_affected_person_id", "individual_meeting", ["affected_person_id"])
    live = sa.text("state in ('planned', 'held')")
    op.create_index(
        "ux_individual_meeting_live",
        "individual_meeting",
        ["affected_person_id", "number"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "individual_meeting_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *recorded(),
        sa.PrimaryKeyConstraint("id", name="pk_individual_meeting_step"),
        points_to("individual_meeting_step", "meeting_id", "individual_meeting"),
        points_to("individual_meeting_step", "recorded_by_id", "account"),
    )
    op.create_index("ix_individual_meeting_step_meeting_id", "individual_meeting_step", ["meeting_id"])


def make_support_and_letters() -> None:
    """Support offered with its answer, letters with their file."""
    op.create_table(
        "support_offer",
        *common("support_offer"),
        sa.Column("affected_person_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("offered_by", sa.String(200), nullable=False),
        sa.Column("answer", WORD, nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        *recorded(),
        points_to("support_offer", "affected_person_id", "affected_person"),
        points_to("support_offer", "recorded_by_id", "account"),
    )
    op.create_index("ix_support_offer_affected_person_id", "support_offer", ["affected_person_id"])
    op.create_table(
        "letter",
        *common("letter"),
        sa.Column("affected_person_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        *recorded(),
        points_to("letter", "affected_person_id", "affected_person"),
        points_to("letter", "recorded_by_id", "account"),
    )
    op.create_index("ix_letter_affected_person_id", "letter", ["affected_person_id"])


def downgrade() -> None:
    """Drop what was added; the first telling stays where it was."""
    for name in ("letter", "support_offer", "individual_meeting_step", "individual_meeting"):
        op.drop_table(name)
    with op.batch_alter_table("affected_step") as table:
        table.drop_index("ix_affected_step_move_id")
        table.drop_constraint("uq_affected_step_corrects_id", type_="unique")
        for name, _other, _column in STEP_FOREIGN_KEYS:
            table.drop_constraint(name, type_="foreignkey")
    with op.batch_alter_table("affected_step") as table:
        for name in (
            "next_step_on",
            "told_on",
            "told_how",
            "told_by",
            "told_by_id",
            "corrects_id",
            "takes_back_telling",
            "move_id",
        ):
            table.drop_column(name)
    with op.batch_alter_table("affected_person") as table:
        for name in TOLD:
            table.drop_column(name)
    op.drop_table("chosen_for_move")
    op.drop_table("status_move")
