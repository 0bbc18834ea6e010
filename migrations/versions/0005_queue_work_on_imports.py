"""Queue work on imports

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('worker',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worker')),
    sa.UniqueConstraint('name', name=op.f('uq_worker_name'))
    )
    op.create_table('import_job',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('read', 'check', 'apply', name='jobkind', native_enum=False, length=60), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'turned back', 'failed', 'cancelled', name='jobstate', native_enum=False, length=60), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('HR partner', 'union representative', 'manager', 'programme director', 'staff', 'administrator', 'auditor', name='role', native_enum=False, length=60), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claim', sa.String(length=32), nullable=False),
    sa.Column('step', sa.String(length=100), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=1000), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_import_job_asked_by_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_import_job_employer_id')),
    sa.ForeignKeyConstraint(['import_id'], ['register_import.id'], name=op.f('fk_import_job_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_job'))
    )
    with op.batch_alter_table('import_job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_job_import_id'), ['import_id'], unique=False)
        batch_op.create_index('ix_import_job_one_open', ['import_id'], unique=True, sqlite_where=sa.text("state in ('waiting', 'running')"), postgresql_where=sa.text("state in ('waiting', 'running')"))
        batch_op.create_index('ix_import_job_one_running', ['employer_id'], unique=True, sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"))
        batch_op.create_index(batch_op.f('ix_import_job_state'), ['state'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('import_job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_job_state'))
        batch_op.drop_index('ix_import_job_one_running', sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"))
        batch_op.drop_index('ix_import_job_one_open', sqlite_where=sa.text("state in ('waiting', 'running')"), postgresql_where=sa.text("state in ('waiting', 'running')"))
        batch_op.drop_index(batch_op.f('ix_import_job_import_id'))

    op.drop_table('import_job')
    op.drop_table('worker')
