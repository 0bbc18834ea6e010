"""Save columns and mended cells

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_columns',
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('one row a person', 'one row a post', 'one row a group of like posts', name='importkind', native_enum=False, length=60), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('matched', sa.JSON(), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_saved_columns_employer_id')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['account.id'], name=op.f('fk_saved_columns_saved_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_columns')),
    sa.UniqueConstraint('employer_id', 'kind', 'name', name=op.f('uq_saved_columns_employer_id_kind_name')),
    sa.UniqueConstraint('reference', name=op.f('uq_saved_columns_reference'))
    )
    op.create_table('import_mended_cell',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('was', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('mended_by_id', sa.Integer(), nullable=False),
    sa.Column('mended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['register_import.id'], name=op.f('fk_import_mended_cell_import_id')),
    sa.ForeignKeyConstraint(['mended_by_id'], ['account.id'], name=op.f('fk_import_mended_cell_mended_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mended_cell')),
    sa.UniqueConstraint('import_id', 'row', 'position', name=op.f('uq_import_mended_cell_import_id_row_position'))
    )
    op.create_table('import_wrong_row',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('cells', sa.JSON(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['register_import.id'], name=op.f('fk_import_wrong_row_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_wrong_row')),
    sa.UniqueConstraint('import_id', 'row', name=op.f('uq_import_wrong_row_import_id_row'))
    )


def downgrade() -> None:
    op.drop_table('import_wrong_row')
    op.drop_table('import_mended_cell')
    op.drop_table('saved_columns')
