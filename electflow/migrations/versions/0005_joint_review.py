"""The joint review: lists, batches, questions, replies, findings, opinions, meetings, statements."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('checklist',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('document', sa.String(length=80), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('adopted_by', sa.BigInteger(), nullable=False),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'campaign_id'], ['campaign.county', 'campaign.id'], name='fk_checklist_county_campaign_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_checklist'),
    sa.UniqueConstraint('county', 'campaign_id', 'edition', name='uq_checklist_county_campaign_id_edition')
    )
    op.create_table('look',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('subject', sa.String(length=90), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'official_id'], ['official.county', 'official.id'], name='fk_look_county_official_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_look')
    )
    op.create_table('meeting',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('chaired_by', sa.String(length=80), nullable=False),
    sa.Column('present', sa.JSON(), nullable=False),
    sa.Column('minutes', sa.String(length=80), nullable=False),
    sa.Column('kept_by', sa.BigInteger(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['county', 'campaign_id'], ['campaign.county', 'campaign.id'], name='fk_meeting_county_campaign_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_meeting'),
    sa.UniqueConstraint('county', 'campaign_id', 'number', name='uq_meeting_county_campaign_id_number')
    )
    op.create_table('recusal',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('ground', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('village', sa.String(length=12), nullable=False),
    sa.Column('sealed_source', sa.LargeBinary(), nullable=False),
    sa.Column('stated_by', sa.BigInteger(), nullable=False),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['county', 'official_id'], ['official.county', 'official.id'], name='fk_recusal_county_official_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_recusal')
    )
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.create_index('ix_recusal_official', ['county', 'official_id'], unique=False)

    op.create_table('batch',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('township', sa.String(length=9), nullable=False),
    sa.Column('because', sa.String(length=16), nullable=False),
    sa.Column('checklist_id', sa.BigInteger(), nullable=False),
    sa.Column('persons', sa.Integer(), nullable=False),
    sa.Column('submitted_by', sa.BigInteger(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'campaign_id'], ['campaign.county', 'campaign.id'], name='fk_batch_county_campaign_id'),
    sa.ForeignKeyConstraint(['county', 'checklist_id'], ['checklist.county', 'checklist.id'], name='fk_batch_county_checklist_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_batch'),
    sa.UniqueConstraint('county', 'campaign_id', 'number', name='uq_batch_county_campaign_id_number')
    )
    op.create_table('asked_unit',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('batch_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('round', sa.String(length=12), nullable=False),
    sa.Column('letter', sa.String(length=80), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['county', 'batch_id'], ['batch.county', 'batch.id'], name='fk_asked_unit_county_batch_id'),
    sa.PrimaryKeyConstraint('county', 'batch_id', 'unit', name='pk_asked_unit')
    )
    with op.batch_alter_table('asked_unit', schema=None) as batch_op:
        batch_op.create_index('ix_asked_unit_unit', ['county', 'unit', 'due_on'], unique=False)

    op.create_table('meeting_ruling',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('meeting_id', sa.BigInteger(), nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('candidate', sa.Integer(), nullable=False),
    sa.Column('conclusion', sa.String(length=12), nullable=False),
    sa.Column('votes_for', sa.Integer(), nullable=False),
    sa.Column('votes_against', sa.Integer(), nullable=False),
    sa.Column('abstained', sa.Integer(), nullable=False),
    sa.Column('sealed_grounds', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id', 'candidate'], ['candidate.county', 'candidate.election_id', 'candidate.number'], name='fk_meeting_ruling_county_election_id_candidate'),
    sa.ForeignKeyConstraint(['county', 'meeting_id'], ['meeting.county', 'meeting.id'], name='fk_meeting_ruling_county_meeting_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_meeting_ruling'),
    sa.UniqueConstraint('county', 'meeting_id', 'election_id', 'candidate', name='uq_meeting_ruling_county_meeting_id_election_id_candidate')
    )
    op.create_table('opinion',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('candidate', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('conclusion', sa.String(length=12), nullable=False),
    sa.Column('reason_class', sa.String(length=16), nullable=False),
    sa.Column('sealed_grounds', sa.LargeBinary(), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('ruling_id', sa.BigInteger(), nullable=True),
    sa.Column('standing', sa.String(length=12), nullable=False),
    sa.Column('drafted_by', sa.BigInteger(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_by', sa.BigInteger(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.BigInteger(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['county', 'election_id', 'candidate'], ['candidate.county', 'candidate.election_id', 'candidate.number'], name='fk_opinion_county_election_id_candidate'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_opinion')
    )
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_candidate', ['county', 'election_id', 'candidate'], unique=False)

    op.create_table('question',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('batch_id', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('candidate', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('township', sa.String(length=9), nullable=False),
    sa.Column('village', sa.String(length=12), nullable=False),
    sa.Column('inputs', sa.LargeBinary(length=32), nullable=False),
    sa.Column('is_latest', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'batch_id', 'unit'], ['asked_unit.county', 'asked_unit.batch_id', 'asked_unit.unit'], name='fk_question_county_batch_id_unit'),
    sa.ForeignKeyConstraint(['county', 'election_id', 'candidate'], ['candidate.county', 'candidate.election_id', 'candidate.number'], name='fk_question_county_election_id_candidate'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_question')
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index('ix_question_election', ['county', 'election_id', 'candidate'], unique=False)
        batch_op.create_index('ix_question_unit', ['county', 'campaign_id', 'unit', 'is_latest'], unique=False)

    op.create_table('sent_person',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('batch_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('candidate', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['county', 'batch_id'], ['batch.county', 'batch.id'], name='fk_sent_person_county_batch_id'),
    sa.ForeignKeyConstraint(['county', 'election_id', 'candidate'], ['candidate.county', 'candidate.election_id', 'candidate.number'], name='fk_sent_person_county_election_id_candidate'),
    sa.PrimaryKeyConstraint('county', 'batch_id', 'election_id', 'candidate', name='pk_sent_person')
    )
    with op.batch_alter_table('sent_person', schema=None) as batch_op:
        batch_op.create_index('ix_sent_person_election', ['county', 'election_id'], unique=False)

    op.create_table('statement',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('candidate', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('sealed_words', sa.LargeBinary(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('received_by', sa.BigInteger(), nullable=False),
    sa.Column('ruling', sa.String(length=12), nullable=False),
    sa.Column('sealed_outcome', sa.LargeBinary(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('answer_number', sa.String(length=80), nullable=False),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['county', 'election_id', 'candidate'], ['candidate.county', 'candidate.election_id', 'candidate.number'], name='fk_statement_county_election_id_candidate'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name='pk_statement'),
    )
    op.create_table('committee_decision',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('opinion_id', sa.BigInteger(), nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('candidate', sa.Integer(), nullable=False),
    sa.Column('ruling', sa.String(length=8), nullable=False),
    sa.Column('minutes', sa.String(length=80), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'opinion_id'], ['opinion.county', 'opinion.id'], name='fk_committee_decision_county_opinion_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_committee_decision')
    )
    with op.batch_alter_table('committee_decision', schema=None) as batch_op:
        batch_op.create_index('ix_committee_decision_election', ['county', 'election_id'], unique=False)

    op.create_table('reply',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('question_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('edition', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('is_latest', sa.Boolean(), nullable=False),
    sa.Column('answer', sa.String(length=16), nullable=False),
    sa.Column('entered_by', sa.BigInteger(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paper', sa.String(length=80), nullable=False),
    sa.Column('paper_on', sa.Date(), nullable=True),
    sa.Column('confirmed_by', sa.BigInteger(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_by', sa.BigInteger(), nullable=True),
    sa.Column('returned_for', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['county', 'question_id'], ['question.county', 'question.id'], name='fk_reply_county_question_id'),
    sa.PrimaryKeyConstraint('county', 'question_id', 'edition', name='pk_reply')
    )
    op.create_index(
        "uq_reply_latest",
        "reply",
        ["county", "question_id"],
        unique=True,
        sqlite_where=sa.text("is_latest"),
        postgresql_where=sa.text("is_latest"),
    )

    op.create_table('finding',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('question_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('edition', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'question_id', 'edition'], ['reply.county', 'reply.question_id', 'reply.edition'], name='fk_finding_county_question_id_edition'),
    sa.PrimaryKeyConstraint('county', 'question_id', 'edition', name='pk_finding')
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('finding')
    op.drop_index("uq_reply_latest", "reply")

    op.drop_table('reply')
    with op.batch_alter_table('committee_decision', schema=None) as batch_op:
        batch_op.drop_index('ix_committee_decision_election')

    op.drop_table('committee_decision')
    op.drop_table('statement')
    with op.batch_alter_table('sent_person', schema=None) as batch_op:
        batch_op.drop_index('ix_sent_person_election')

    op.drop_table('sent_person')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index('ix_question_unit')
        batch_op.drop_index('ix_question_election')

    op.drop_table('question')
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_candidate')

    op.drop_table('opinion')
    op.drop_table('meeting_ruling')
    with op.batch_alter_table('asked_unit', schema=None) as batch_op:
        batch_op.drop_index('ix_asked_unit_unit')

    op.drop_table('asked_unit')
    op.drop_table('batch')
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.drop_index('ix_recusal_official')

    op.drop_table('recusal')
    op.drop_table('meeting')
    op.drop_table('look')
    op.drop_table('checklist')
