"""Say why a proposal goes back to its writer

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the programme director wants changed."""
    with op.batch_alter_table("change_version") as table:
        table.add_column(sa.Column("sent_back", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("change_version") as table:
        table.alter_column("sent_back", existing_type=sa.Text(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("change_version") as table:
        table.drop_column("sent_back")
