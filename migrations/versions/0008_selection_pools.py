"""selection pools

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('selection_pool',
    sa.Column('change_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('posts', sa.Text(), nullable=False),
    sa.Column('posts_kept', sa.Integer(), nullable=False),
    sa.Column('to_select', sa.Integer(), nullable=False),
    sa.Column('anchors', sa.JSON(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('tie_rule', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'consulted', 'scoring', 'moderated', 'final', 'appealed', name='poolstate', native_enum=False, length=60), nullable=False),
    sa.Column('shared_on', sa.Date(), nullable=True),
    sa.Column('final_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['change.id'], name=op.f('fk_selection_pool_change_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_pool')),
    sa.UniqueConstraint('reference', name=op.f('uq_selection_pool_reference'))
    )
    with op.batch_alter_table('selection_pool', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_selection_pool_change_id'), ['change_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_selection_pool_state'), ['state'], unique=False)

    op.create_table('panel_member',
    sa.Column('pool_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('scorer', 'moderator', 'hears appeals', name='panelpart', native_enum=False, length=60), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_panel_member_account_id')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['account.id'], name=op.f('fk_panel_member_granted_by_id')),
    sa.ForeignKeyConstraint(['pool_id'], ['selection_pool.id'], name=op.f('fk_panel_member_pool_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_member')),
    sa.UniqueConstraint('pool_id', 'account_id', name=op.f('uq_panel_member_pool_id_account_id'))
    )
    with op.batch_alter_table('panel_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_panel_member_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_panel_member_pool_id'), ['pool_id'], unique=False)

    op.create_table('pool_criterion',
    sa.Column('pool_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['pool_id'], ['selection_pool.id'], name=op.f('fk_pool_criterion_pool_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pool_criterion')),
    sa.UniqueConstraint('pool_id', 'number', name=op.f('uq_pool_criterion_pool_id_number'))
    )
    with op.batch_alter_table('pool_criterion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pool_criterion_pool_id'), ['pool_id'], unique=False)

    op.create_table('pool_member',
    sa.Column('pool_id', sa.Integer(), nullable=False),
    sa.Column('affected_person_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('settled_as', sa.Enum('selected', 'not selected', 'tied', name='pooloutcome', native_enum=False, length=60), nullable=True),
    sa.Column('settled_reason', sa.Text(), nullable=False),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Enum('selected', 'not selected', 'tied', name='pooloutcome', native_enum=False, length=60), nullable=True),
    sa.Column('told_round', sa.Integer(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('left_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['affected_person_id'], ['affected_person.id'], name=op.f('fk_pool_member_affected_person_id')),
    sa.ForeignKeyConstraint(['pool_id'], ['selection_pool.id'], name=op.f('fk_pool_member_pool_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['account.id'], name=op.f('fk_pool_member_settled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pool_member')),
    sa.UniqueConstraint('pool_id', 'affected_person_id', name=op.f('uq_pool_member_pool_id_affected_person_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_pool_member_reference'))
    )
    with op.batch_alter_table('pool_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pool_member_affected_person_id'), ['affected_person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pool_member_pool_id'), ['pool_id'], unique=False)

    op.create_table('pool_step',
    sa.Column('pool_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'consulted', 'scoring', 'moderated', 'final', 'appealed', name='poolstate', native_enum=False, length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['pool_id'], ['selection_pool.id'], name=op.f('fk_pool_step_pool_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_pool_step_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pool_step'))
    )
    with op.batch_alter_table('pool_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pool_step_pool_id'), ['pool_id'], unique=False)

    op.create_table('moderated_score',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('moderated_by_id', sa.Integer(), nullable=False),
    sa.Column('moderated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['pool_criterion.id'], name=op.f('fk_moderated_score_criterion_id')),
    sa.ForeignKeyConstraint(['member_id'], ['pool_member.id'], name=op.f('fk_moderated_score_member_id')),
    sa.ForeignKeyConstraint(['moderated_by_id'], ['account.id'], name=op.f('fk_moderated_score_moderated_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderated_score')),
    sa.UniqueConstraint('member_id', 'criterion_id', 'round', name=op.f('uq_moderated_score_member_id_criterion_id_round'))
    )
    with op.batch_alter_table('moderated_score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_moderated_score_member_id'), ['member_id'], unique=False)

    op.create_table('pool_appeal',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'being scored again', 'allowed', 'not allowed', name='appealstate', native_enum=False, length=60), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('lodged_on', sa.Date(), nullable=False),
    sa.Column('lodged_by_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('outcome_before', sa.Enum('selected', 'not selected', 'tied', name='pooloutcome', native_enum=False, length=60), nullable=True),
    sa.Column('outcome_after', sa.Enum('selected', 'not selected', 'tied', name='pooloutcome', native_enum=False, length=60), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_pool_appeal_decided_by_id')),
    sa.ForeignKeyConstraint(['lodged_by_id'], ['account.id'], name=op.f('fk_pool_appeal_lodged_by_id')),
    sa.ForeignKeyConstraint(['member_id'], ['pool_member.id'], name=op.f('fk_pool_appeal_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pool_appeal')),
    sa.UniqueConstraint('reference', name=op.f('uq_pool_appeal_reference'))
    )
    with op.batch_alter_table('pool_appeal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pool_appeal_member_id'), ['member_id'], unique=False)

    op.create_table('score_sheet',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('scorer_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['pool_member.id'], name=op.f('fk_score_sheet_member_id')),
    sa.ForeignKeyConstraint(['scorer_id'], ['account.id'], name=op.f('fk_score_sheet_scorer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheet')),
    sa.UniqueConstraint('member_id', 'scorer_id', 'round', name=op.f('uq_score_sheet_member_id_scorer_id_round')),
    sa.UniqueConstraint('reference', name=op.f('uq_score_sheet_reference'))
    )
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_sheet_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_score_sheet_scorer_id'), ['scorer_id'], unique=False)

    op.create_table('score',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['pool_criterion.id'], name=op.f('fk_score_criterion_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheet.id'], name=op.f('fk_score_sheet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score')),
    sa.UniqueConstraint('sheet_id', 'criterion_id', name=op.f('uq_score_sheet_id_criterion_id'))
    )
    with op.batch_alter_table('score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_sheet_id'), ['sheet_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('score', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_score_sheet_id'))

    op.drop_table('score')
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_score_sheet_scorer_id'))
        batch_op.drop_index(batch_op.f('ix_score_sheet_member_id'))

    op.drop_table('score_sheet')
    with op.batch_alter_table('pool_appeal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pool_appeal_member_id'))

    op.drop_table('pool_appeal')
    with op.batch_alter_table('moderated_score', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_moderated_score_member_id'))

    op.drop_table('moderated_score')
    with op.batch_alter_table('pool_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pool_step_pool_id'))

    op.drop_table('pool_step')
    with op.batch_alter_table('pool_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pool_member_pool_id'))
        batch_op.drop_index(batch_op.f('ix_pool_member_affected_person_id'))

    op.drop_table('pool_member')
    with op.batch_alter_table('pool_criterion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pool_criterion_pool_id'))

    op.drop_table('pool_criterion')
    with op.batch_alter_table('panel_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_panel_member_pool_id'))
        batch_op.drop_index(batch_op.f('ix_panel_member_account_id'))

    op.drop_table('panel_member')
    with op.batch_alter_table('selection_pool', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_selection_pool_state'))
        batch_op.drop_index(batch_op.f('ix_selection_pool_change_id'))

    op.drop_table('selection_pool')
