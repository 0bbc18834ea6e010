"""Keep what an import did

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_trace',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['register_import.id'], name=op.f('fk_import_trace_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_trace')),
    sa.UniqueConstraint('import_id', name=op.f('uq_import_trace_import_id'))
    )
    with op.batch_alter_table('register_import', schema=None) as batch_op:
        batch_op.add_column(sa.Column('undone_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_register_import_undone_by_id'), 'account', ['undone_by_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('register_import', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_register_import_undone_by_id'), type_='foreignkey')
        batch_op.drop_column('undone_at')
        batch_op.drop_column('undone_by_id')

    op.drop_table('import_trace')
