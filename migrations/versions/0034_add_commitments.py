"""Add commitments with their verdicts and proof

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op


revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table('commitment',
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('change_id', sa.Integer(), nullable=True),
    sa.Column('union_id', sa.Integer(), nullable=False),
    sa.Column('concern_id', sa.Integer(), nullable=True),
    sa.Column('paragraph_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('given_by', sa.String(length=200), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('where', sa.String(length=300), nullable=False),
    sa.Column('measure', sa.String(length=300), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('employer_says', sa.String(length=60), nullable=True),
    sa.Column('employer_kept_on', sa.Date(), nullable=True),
    sa.Column('union_says', sa.String(length=60), nullable=True),
    sa.Column('union_kept_on', sa.Date(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['change.id'], name=op.f('fk_commitment_change_id')),
    sa.ForeignKeyConstraint(['concern_id'], ['concern.id'], name=op.f('fk_commitment_concern_id')),
    sa.ForeignKeyConstraint(['paragraph_id'], ['minute_paragraph.id'], name=op.f('fk_commitment_paragraph_id')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_commitment_programme_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_commitment_recorded_by_id')),
    sa.ForeignKeyConstraint(['union_id'], ['recognised_union.id'], name=op.f('fk_commitment_union_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment')),
    sa.UniqueConstraint('reference', name=op.f('uq_commitment_reference'))
    )
    with op.batch_alter_table('commitment') as table:
        table.create_index(table.f('ix_commitment_change_id'), ['change_id'])
        table.create_index(table.f('ix_commitment_concern_id'), ['concern_id'])
        table.create_index(table.f('ix_commitment_due_on'), ['due_on'])
        table.create_index(table.f('ix_commitment_programme_id'), ['programme_id'])
        table.create_index(table.f('ix_commitment_union_id'), ['union_id'])

    op.create_table('commitment_proof',
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_commitment_proof_attachment_id')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_commitment_proof_commitment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_proof')),
    sa.UniqueConstraint('attachment_id', name=op.f('uq_commitment_proof_attachment_id'))
    )
    with op.batch_alter_table('commitment_proof') as table:
        table.create_index(table.f('ix_commitment_proof_commitment_id'), ['commitment_id'])

    op.create_table('commitment_step',
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('from_union', sa.Boolean(), nullable=False),
    sa.Column('verdict', sa.String(length=60), nullable=False),
    sa.Column('kept_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_commitment_step_commitment_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_commitment_step_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_step'))
    )
    with op.batch_alter_table('commitment_step') as table:
        table.create_index(table.f('ix_commitment_step_commitment_id'), ['commitment_id'])



def downgrade() -> None:
    """Drop the tables."""
    with op.batch_alter_table('commitment_step') as table:
        table.drop_index(table.f('ix_commitment_step_commitment_id'))

    op.drop_table('commitment_step')
    with op.batch_alter_table('commitment_proof') as table:
        table.drop_index(table.f('ix_commitment_proof_commitment_id'))

    op.drop_table('commitment_proof')
    with op.batch_alter_table('commitment') as table:
        table.drop_index(table.f('ix_commitment_union_id'))
        table.drop_index(table.f('ix_commitment_programme_id'))
        table.drop_index(table.f('ix_commitment_due_on'))
        table.drop_index(table.f('ix_commitment_concern_id'))
        table.drop_index(table.f('ix_commitment_change_id'))

    op.drop_table('commitment')
