"""Say for which union a pack was received, and who acknowledged it themselves

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns."""
    with op.batch_alter_table("pack_receipt") as batch:
        batch.add_column(sa.Column("union_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("acknowledged_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_pack_receipt_union_id"), "recognised_union", ["union_id"], ["id"])
        batch.create_foreign_key(
            op.f("fk_pack_receipt_acknowledged_by_id"), "account", ["acknowledged_by_id"], ["id"]
        )
        batch.create_unique_constraint(
            op.f("uq_pack_receipt_pack_id_acknowledged_by_id"), ["pack_id", "acknowledged_by_id"]
        )


def downgrade() -> None:
    """Drop both columns."""
    with op.batch_alter_table("pack_receipt") as batch:
        batch.drop_constraint(op.f("uq_pack_receipt_pack_id_acknowledged_by_id"), type_="unique")
        batch.drop_constraint(op.f("fk_pack_receipt_acknowledged_by_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_pack_receipt_union_id"), type_="foreignkey")
        batch.drop_column("acknowledged_by_id")
        batch.drop_column("union_id")
