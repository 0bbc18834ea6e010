"""Hold absence, protected periods and secondments

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('absence',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('contact', sa.Enum('as usual, at work address and telephone', 'in writing, to the home address', 'by telephone at agreed times', 'through the person they named', 'through HR only', name='contactarrangement', native_enum=False, length=60), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('valid_to is null or valid_to >= valid_from', name=op.f('ck_absence_ends_after_start')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sa.UniqueConstraint('reference', name=op.f('uq_absence_reference'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_person_id'), ['person_id'], unique=False)

    op.create_table('protected_period',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('source', sa.Enum('MAPLE Regulations 1999, regulation 10', 'PAL Regulations 2002, regulation 23', 'SPL Regulations 2014, regulation 39', 'a local agreement or policy', name='protectionsource', native_enum=False, length=60), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_protected_period_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protected_period')),
    sa.UniqueConstraint('person_id', name=op.f('uq_protected_period_person_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_protected_period_reference'))
    )
    with op.batch_alter_table('protected_period', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_protected_period_until'), ['until'], unique=False)

    op.create_table('secondment',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('host_unit_id', sa.Integer(), nullable=True),
    sa.Column('host', sa.String(length=200), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(host_unit_id is null) <> (host = '')", name=op.f('ck_secondment_one_host')),
    sa.CheckConstraint('valid_to is null or valid_to >= valid_from', name=op.f('ck_secondment_ends_after_start')),
    sa.ForeignKeyConstraint(['host_unit_id'], ['unit.id'], name=op.f('fk_secondment_host_unit_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_secondment_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_secondment')),
    sa.UniqueConstraint('reference', name=op.f('uq_secondment_reference'))
    )
    with op.batch_alter_table('secondment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_secondment_host_unit_id'), ['host_unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_secondment_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('secondment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_secondment_person_id'))
        batch_op.drop_index(batch_op.f('ix_secondment_host_unit_id'))

    op.drop_table('secondment')
    with op.batch_alter_table('protected_period', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_protected_period_until'))

    op.drop_table('protected_period')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_absence_person_id'))

    op.drop_table('absence')
