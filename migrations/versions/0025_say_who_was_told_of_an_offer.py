"""Say who was told of an offer

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COLUMNS = ("told_on", "told_how", "told_by", "told_by_id")


def upgrade() -> None:
    """Add when, how and by whom the person was told. Until now an offer was made by telling them."""
    with op.batch_alter_table("redeployment_offer") as table:
        table.add_column(sa.Column("told_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("told_how", sa.String(length=60), nullable=True))
        table.add_column(sa.Column("told_by", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("told_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_redeployment_offer_told_by_id"), "account", ["told_by_id"], ["id"]
        )
    op.execute("UPDATE redeployment_offer SET told_on = offered_on WHERE offered_on IS NOT NULL")
    with op.batch_alter_table("redeployment_offer") as table:
        table.alter_column("told_by", server_default=None)


def downgrade() -> None:
    """Drop the columns."""
    with op.batch_alter_table("redeployment_offer") as table:
        table.drop_constraint(op.f("fk_redeployment_offer_told_by_id"), type_="foreignkey")
        for name in COLUMNS:
            table.drop_column(name)
