"""redeployment register

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('vacancy',
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('establishment_id', sa.Integer(), nullable=True),
    sa.Column('ring_fenced_change_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('grade', sa.String(length=100), nullable=False),
    sa.Column('fte', sa.Double(), nullable=True),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('skills', sa.Text(), nullable=False),
    sa.Column('opens', sa.Date(), nullable=False),
    sa.Column('closes', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('open', 'filled', 'withdrawn', name='vacancystate', native_enum=False, length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_vacancy_employer_id')),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_vacancy_establishment_id')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_vacancy_post_id')),
    sa.ForeignKeyConstraint(['ring_fenced_change_id'], ['change.id'], name=op.f('fk_vacancy_ring_fenced_change_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vacancy')),
    sa.UniqueConstraint('reference', name=op.f('uq_vacancy_reference'))
    )
    with op.batch_alter_table('vacancy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vacancy_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_vacancy_post_id'), ['post_id'], unique=False)

    op.create_table('redeployment_entry',
    sa.Column('affected_person_id', sa.Integer(), nullable=False),
    sa.Column('entered_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('skills', sa.Text(), nullable=False),
    sa.Column('grades', sa.JSON(), nullable=False),
    sa.Column('fte_from', sa.Double(), nullable=True),
    sa.Column('fte_to', sa.Double(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('left_because', sa.Enum('redeployed', 'no longer at risk', 'left the employer', 'asked to come off', 'time on the register is up', name='exit', native_enum=False, length=60), nullable=True),
    sa.Column('left_note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['affected_person_id'], ['affected_person.id'], name=op.f('fk_redeployment_entry_affected_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redeployment_entry')),
    sa.UniqueConstraint('reference', name=op.f('uq_redeployment_entry_reference'))
    )
    with op.batch_alter_table('redeployment_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_redeployment_entry_affected_person_id'), ['affected_person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_redeployment_entry_left_on'), ['left_on'], unique=False)

    op.create_table('entry_place',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['redeployment_entry.id'], name=op.f('fk_entry_place_entry_id')),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_entry_place_establishment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_place')),
    sa.UniqueConstraint('entry_id', 'establishment_id', name=op.f('uq_entry_place_entry_id_establishment_id'))
    )
    op.create_table('redeployment_offer',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('vacancy_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('suggested', 'offered', 'in trial', 'accepted', 'refused', 'lapsed', name='offerstate', native_enum=False, length=60), nullable=False),
    sa.Column('suggested_on', sa.Date(), nullable=False),
    sa.Column('offered_on', sa.Date(), nullable=True),
    sa.Column('answer_by', sa.Date(), nullable=True),
    sa.Column('old_job_ends', sa.Date(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('different_terms', sa.Boolean(), nullable=False),
    sa.Column('trial_ends', sa.Date(), nullable=True),
    sa.Column('retraining_agreed_on', sa.Date(), nullable=True),
    sa.Column('retraining_terms', sa.Text(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('out_of_turn_reason', sa.Text(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('agreed_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['account.id'], name=op.f('fk_redeployment_offer_agreed_by_id')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_redeployment_offer_asked_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['redeployment_entry.id'], name=op.f('fk_redeployment_offer_entry_id')),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_redeployment_offer_vacancy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redeployment_offer')),
    sa.UniqueConstraint('reference', name=op.f('uq_redeployment_offer_reference'))
    )
    with op.batch_alter_table('redeployment_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_redeployment_offer_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_redeployment_offer_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_redeployment_offer_vacancy_id'), ['vacancy_id'], unique=False)

    op.create_table('offer_step',
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('suggested', 'offered', 'in trial', 'accepted', 'refused', 'lapsed', name='offerstate', native_enum=False, length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['offer_id'], ['redeployment_offer.id'], name=op.f('fk_offer_step_offer_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_offer_step_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer_step'))
    )
    with op.batch_alter_table('offer_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_step_offer_id'), ['offer_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('offer_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offer_step_offer_id'))

    op.drop_table('offer_step')
    with op.batch_alter_table('redeployment_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_redeployment_offer_vacancy_id'))
        batch_op.drop_index(batch_op.f('ix_redeployment_offer_state'))
        batch_op.drop_index(batch_op.f('ix_redeployment_offer_entry_id'))

    op.drop_table('redeployment_offer')
    op.drop_table('entry_place')
    with op.batch_alter_table('redeployment_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_redeployment_entry_left_on'))
        batch_op.drop_index(batch_op.f('ix_redeployment_entry_affected_person_id'))

    op.drop_table('redeployment_entry')
    with op.batch_alter_table('vacancy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vacancy_post_id'))
        batch_op.drop_index(batch_op.f('ix_vacancy_employer_id'))

    op.drop_table('vacancy')
