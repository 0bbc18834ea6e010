"""Add joint meetings: forums, agendas, minutes with marks, actions

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op


revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table('forum',
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_forum_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum')),
    sa.UniqueConstraint('employer_id', 'name', name=op.f('uq_forum_employer_id_name')),
    sa.UniqueConstraint('reference', name=op.f('uq_forum_reference'))
    )
    op.create_table('forum_union',
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('union_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_forum_union_forum_id')),
    sa.ForeignKeyConstraint(['union_id'], ['recognised_union.id'], name=op.f('fk_forum_union_union_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum_union')),
    sa.UniqueConstraint('forum_id', 'union_id', name=op.f('uq_forum_union_forum_id_union_id'))
    )
    with op.batch_alter_table('forum_union') as table:
        table.create_index(table.f('ix_forum_union_union_id'), ['union_id'])

    op.create_table('meeting',
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('at', sa.String(length=20), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('stage', sa.String(length=60), nullable=False),
    sa.Column('planned_by_id', sa.Integer(), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_meeting_forum_id')),
    sa.ForeignKeyConstraint(['planned_by_id'], ['account.id'], name=op.f('fk_meeting_planned_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('reference', name=op.f('uq_meeting_reference'))
    )
    with op.batch_alter_table('meeting') as table:
        table.create_index(table.f('ix_meeting_forum_id'), ['forum_id'])
        table.create_index(table.f('ix_meeting_on'), ['on'])

    op.create_table('attendance',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('union_id', sa.Integer(), nullable=True),
    sa.Column('names', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_attendance_meeting_id')),
    sa.ForeignKeyConstraint(['union_id'], ['recognised_union.id'], name=op.f('fk_attendance_union_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance'))
    )
    with op.batch_alter_table('attendance') as table:
        table.create_index(table.f('ix_attendance_meeting_id'), ['meeting_id'])

    op.create_table('meeting_action',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('union_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_action_meeting_id')),
    sa.ForeignKeyConstraint(['union_id'], ['recognised_union.id'], name=op.f('fk_meeting_action_union_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_action')),
    sa.UniqueConstraint('reference', name=op.f('uq_meeting_action_reference'))
    )
    with op.batch_alter_table('meeting_action') as table:
        table.create_index(table.f('ix_meeting_action_due_on'), ['due_on'])
        table.create_index(table.f('ix_meeting_action_meeting_id'), ['meeting_id'])

    op.create_table('meeting_paper',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_meeting_paper_attachment_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_paper_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_paper')),
    sa.UniqueConstraint('attachment_id', name=op.f('uq_meeting_paper_attachment_id'))
    )
    with op.batch_alter_table('meeting_paper') as table:
        table.create_index(table.f('ix_meeting_paper_meeting_id'), ['meeting_id'])

    op.create_table('minute_paragraph',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('change_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('amended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['change.id'], name=op.f('fk_minute_paragraph_change_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minute_paragraph_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minute_paragraph')),
    sa.UniqueConstraint('reference', name=op.f('uq_minute_paragraph_reference'))
    )
    with op.batch_alter_table('minute_paragraph') as table:
        table.create_index(table.f('ix_minute_paragraph_change_id'), ['change_id'])
        table.create_index(table.f('ix_minute_paragraph_meeting_id'), ['meeting_id'])

    op.create_table('agenda_item',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('concern_id', sa.Integer(), nullable=True),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('union_id', sa.Integer(), nullable=True),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['account.id'], name=op.f('fk_agenda_item_added_by_id')),
    sa.ForeignKeyConstraint(['concern_id'], ['concern.id'], name=op.f('fk_agenda_item_concern_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_agenda_item_consultation_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_agenda_item_meeting_id')),
    sa.ForeignKeyConstraint(['union_id'], ['recognised_union.id'], name=op.f('fk_agenda_item_union_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sa.UniqueConstraint('reference', name=op.f('uq_agenda_item_reference'))
    )
    with op.batch_alter_table('agenda_item') as table:
        table.create_index(table.f('ix_agenda_item_meeting_id'), ['meeting_id'])

    op.create_table('meeting_action_step',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['meeting_action.id'], name=op.f('fk_meeting_action_step_action_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_meeting_action_step_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_action_step'))
    )
    with op.batch_alter_table('meeting_action_step') as table:
        table.create_index(table.f('ix_meeting_action_step_action_id'), ['action_id'])

    op.create_table('minute_mark',
    sa.Column('paragraph_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('union_id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('marked_by_id', sa.Integer(), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['marked_by_id'], ['account.id'], name=op.f('fk_minute_mark_marked_by_id')),
    sa.ForeignKeyConstraint(['paragraph_id'], ['minute_paragraph.id'], name=op.f('fk_minute_mark_paragraph_id')),
    sa.ForeignKeyConstraint(['union_id'], ['recognised_union.id'], name=op.f('fk_minute_mark_union_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minute_mark'))
    )
    with op.batch_alter_table('minute_mark') as table:
        table.create_index(table.f('ix_minute_mark_paragraph_id'), ['paragraph_id'])

    op.create_table('minute_text',
    sa.Column('paragraph_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['paragraph_id'], ['minute_paragraph.id'], name=op.f('fk_minute_text_paragraph_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_minute_text_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minute_text')),
    sa.UniqueConstraint('paragraph_id', 'number', name=op.f('uq_minute_text_paragraph_id_number'))
    )
    with op.batch_alter_table('topic_entry') as table:
        table.add_column(sa.Column('paragraph_id', sa.Integer(), nullable=True))
        table.create_unique_constraint(table.f('uq_topic_entry_paragraph_id_topic'), ['paragraph_id', 'topic'])
        table.create_foreign_key(table.f('fk_topic_entry_paragraph_id'), 'minute_paragraph', ['paragraph_id'], ['id'])



def downgrade() -> None:
    """Drop the tables."""
    with op.batch_alter_table('topic_entry') as table:
        table.drop_constraint(table.f('uq_topic_entry_paragraph_id_topic'), type_='unique')
        table.drop_constraint(table.f('fk_topic_entry_paragraph_id'), type_='foreignkey')
        table.drop_column('paragraph_id')

    op.drop_table('minute_text')
    with op.batch_alter_table('minute_mark') as table:
        table.drop_index(table.f('ix_minute_mark_paragraph_id'))

    op.drop_table('minute_mark')
    with op.batch_alter_table('meeting_action_step') as table:
        table.drop_index(table.f('ix_meeting_action_step_action_id'))

    op.drop_table('meeting_action_step')
    with op.batch_alter_table('agenda_item') as table:
        table.drop_index(table.f('ix_agenda_item_meeting_id'))

    op.drop_table('agenda_item')
    with op.batch_alter_table('minute_paragraph') as table:
        table.drop_index(table.f('ix_minute_paragraph_meeting_id'))
        table.drop_index(table.f('ix_minute_paragraph_change_id'))

    op.drop_table('minute_paragraph')
    with op.batch_alter_table('meeting_paper') as table:
        table.drop_index(table.f('ix_meeting_paper_meeting_id'))

    op.drop_table('meeting_paper')
    with op.batch_alter_table('meeting_action') as table:
        table.drop_index(table.f('ix_meeting_action_meeting_id'))
        table.drop_index(table.f('ix_meeting_action_due_on'))

    op.drop_table('meeting_action')
    with op.batch_alter_table('attendance') as table:
        table.drop_index(table.f('ix_attendance_meeting_id'))

    op.drop_table('attendance')
    with op.batch_alter_table('meeting') as table:
        table.drop_index(table.f('ix_meeting_on'))
        table.drop_index(table.f('ix_meeting_forum_id'))

    op.drop_table('meeting')
    with op.batch_alter_table('forum_union') as table:
        table.drop_index(table.f('ix_forum_union_union_id'))

    op.drop_table('forum_union')
    op.drop_table('forum')
