"""Note on which day a stage of a concern was over

Revision ID: 0040
Revises: 0039
"""

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op


revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and fill it from the stage that came next."""
    with op.batch_alter_table("concern_stage") as stage:
        stage.add_column(sa.Column("over_on", sa.Date(), nullable=True))
    stages = sa.table(
        "concern_stage",
        sa.column("id", sa.Integer()),
        sa.column("concern_id", sa.Integer()),
        sa.column("began_at", sa.DateTime(timezone=True)),
        sa.column("over_on", sa.Date()),
    )
    found = op.get_bind().execute(
        sa.select(stages.c.id, stages.c.concern_id, stages.c.began_at).order_by(stages.c.concern_id, stages.c.id)
    ).all()
    for row, after in zip(found, found[1:], strict=False):
        if row.concern_id == after.concern_id:
            began = after.began_at
            if began.tzinfo is None:  # SQLite keeps moments in UTC without saying so
                began = began.replace(tzinfo=ZoneInfo("UTC"))
            day = began.astimezone(ZoneInfo("Europe/London")).date()
            op.execute(sa.update(stages).where(stages.c.id == row.id).values(over_on=day))


def downgrade() -> None:
    """Drop it again."""
    with op.batch_alter_table("concern_stage") as stage:
        stage.drop_column("over_on")
