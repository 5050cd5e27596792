"""Lists of voters and polls."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('kinship',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('a', sa.BigInteger(), nullable=False),
    sa.Column('b', sa.BigInteger(), nullable=False),
    sa.Column('kinship', sa.String(length=12), nullable=False),
    sa.Column('sealed_source', sa.LargeBinary(), nullable=False),
    sa.Column('stated_by', sa.BigInteger(), nullable=False),
    sa.Column('confirmed_by', sa.BigInteger(), nullable=True),
    sa.Column('is_refuted', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'a'], ['person.county', 'person.id'], name='fk_kinship_county_a'),
    sa.ForeignKeyConstraint(['county', 'b'], ['person.county', 'person.id'], name='fk_kinship_county_b'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_kinship'),
    sa.UniqueConstraint('county', 'election_id', 'a', 'b', name='uq_kinship_county_election_id_a_b')
    )
    op.create_table('ballot_box',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('scrutineers', sa.Integer(), nullable=False),
    sa.Column('users', sa.Integer(), nullable=False),
    sa.Column('approval', sa.String(length=80), nullable=False),
    sa.Column('seal', sa.String(length=40), nullable=False),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_ballot_box_county_election_id'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name='pk_ballot_box')
    )
    op.create_table('ballot_move',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('poll', sa.Integer(), nullable=False),
    sa.Column('move', sa.String(length=16), nullable=False),
    sa.Column('box', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('takes_back', sa.BigInteger(), nullable=True),
    sa.Column('recorded_by', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_ballot_move_county_election_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_ballot_move')
    )
    with op.batch_alter_table('ballot_move', schema=None) as batch_op:
        batch_op.create_index('ix_ballot_move_poll', ['county', 'election_id', 'poll'], unique=False)

    op.create_table('committee_member',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('rank', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('votes', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=12), nullable=False),
    sa.Column('formed_as', sa.String(length=12), nullable=False),
    sa.Column('is_in_force', sa.Boolean(), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('leaving', sa.String(length=16), nullable=False),
    sa.Column('replaced_by', sa.Integer(), nullable=True),
    sa.Column('notice_number', sa.String(length=80), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_committee_member_county_election_id'),
    sa.ForeignKeyConstraint(['county', 'person_id'], ['person.county', 'person.id'], name='fk_committee_member_county_person_id'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'rank', name='pk_committee_member')
    )
    op.create_table('handover_thing',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('thing', sa.String(length=12), nullable=False),
    sa.Column('standing', sa.String(length=12), nullable=False),
    sa.Column('sealed_words', sa.LargeBinary(), nullable=False),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.Column('refused_on', sa.Date(), nullable=True),
    sa.Column('order_number', sa.String(length=80), nullable=False),
    sa.Column('ordered_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_handover_thing_county_election_id'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'thing', name='pk_handover_thing')
    )
    op.create_table('objection',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed_appellant', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_words', sa.LargeBinary(), nullable=False),
    sa.Column('matter', sa.String(length=16), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('ruling', sa.String(length=12), nullable=False),
    sa.Column('sealed_reason', sa.LargeBinary(), nullable=True),
    sa.Column('is_in_force', sa.Boolean(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('notice_number', sa.String(length=80), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_objection_county_election_id'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name='pk_objection')
    )
    op.create_table('poll_staff',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('duty', sa.String(length=16), nullable=False),
    sa.Column('is_released', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_poll_staff_county_election_id'),
    sa.ForeignKeyConstraint(['county', 'person_id'], ['person.county', 'person.id'], name='fk_poll_staff_county_person_id'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name='pk_poll_staff')
    )
    op.create_table('roll_edition',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('edition', sa.String(length=12), nullable=False),
    sa.Column('voters', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('sealed_lines', sa.LargeBinary(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_roll_edition_county_election_id'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name='pk_roll_edition')
    )
    op.create_table('upload',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sealed_bytes', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_by', sa.BigInteger(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_upload_county_election_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_upload')
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index('ix_upload_election', ['county', 'election_id'], unique=False)

    op.create_table('voter',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('group_name', sa.String(length=30), nullable=False),
    sa.Column('household', sa.String(length=20), nullable=False),
    sa.Column('voter_class', sa.String(length=12), nullable=False),
    sa.Column('evidence', sa.String(length=120), nullable=False),
    sa.Column('of_age_on', sa.Date(), nullable=False),
    sa.Column('is_struck', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name='fk_voter_county_election_id'),
    sa.ForeignKeyConstraint(['county', 'person_id'], ['person.county', 'person.id'], name='fk_voter_county_person_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_voter'),
    sa.UniqueConstraint('county', 'election_id', 'person_id', name='uq_voter_county_election_id_person_id')
    )
    with op.batch_alter_table('voter', schema=None) as batch_op:
        batch_op.create_index('ix_voter_list', ['county', 'election_id', 'group_name', 'id'], unique=False)
        batch_op.create_index('ix_voter_person', ['county', 'person_id'], unique=False)

    op.create_table('doubtful_ballot',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('poll', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('box', sa.Integer(), nullable=False),
    sa.Column('doubt', sa.String(length=20), nullable=False),
    sa.Column('ruling', sa.String(length=12), nullable=False),
    sa.Column('minutes', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id', 'poll'], ['poll.county', 'poll.election_id', 'poll.number'], name='fk_doubtful_ballot_county_election_id_poll'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'poll', 'number', name='pk_doubtful_ballot')
    )
    op.create_table('proxy_slip',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('poll', sa.Integer(), nullable=False),
    sa.Column('principal', sa.BigInteger(), nullable=False),
    sa.Column('proxy', sa.BigInteger(), nullable=False),
    sa.Column('relation', sa.String(length=12), nullable=False),
    sa.Column('sealed_reason', sa.LargeBinary(), nullable=False),
    sa.Column('applied_on', sa.Date(), nullable=False),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'principal'], ['voter.county', 'voter.id'], name='fk_proxy_slip_county_principal'),
    sa.ForeignKeyConstraint(['county', 'proxy'], ['voter.county', 'voter.id'], name='fk_proxy_slip_county_proxy'),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name='pk_proxy_slip')
    )
    op.create_table('roll_change',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('voter_id', sa.BigInteger(), nullable=False),
    sa.Column('change', sa.String(length=24), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('evidence', sa.String(length=120), nullable=False),
    sa.Column('is_supplement', sa.Boolean(), nullable=False),
    sa.Column('is_in_force', sa.Boolean(), nullable=False),
    sa.Column('notice_number', sa.String(length=80), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['county', 'voter_id'], ['voter.county', 'voter.id'], name='fk_roll_change_county_voter_id'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_roll_change')
    )
    with op.batch_alter_table('roll_change', schema=None) as batch_op:
        batch_op.create_index('ix_roll_change_election', ['county', 'election_id', 'is_supplement', 'posted_on'], unique=False)

    op.create_table('tally_entry',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('poll', sa.Integer(), nullable=False),
    sa.Column('box', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('entered_by', sa.BigInteger(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_in_force', sa.Boolean(), nullable=False),
    sa.Column('set_aside_for', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id', 'poll'], ['poll.county', 'poll.election_id', 'poll.number'], name='fk_tally_entry_county_election_id_poll'),
    sa.PrimaryKeyConstraint('county', 'id', name='pk_tally_entry')
    )
    with op.batch_alter_table('tally_entry', schema=None) as batch_op:
        batch_op.create_index('ix_tally_entry_poll', ['county', 'election_id', 'poll'], unique=False)

    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('votes', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('nominators', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('evidence', sa.String(length=120), server_default='', nullable=False))

    with op.batch_alter_table('count', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recorded_with', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.add_column(sa.Column('registers', sa.JSON(), server_default='[]', nullable=False))

    _join_persons_kept_twice()
    op.drop_index('ix_person_number', 'person')
    op.create_index('ix_person_number', 'person', ['county', 'number_digest'], unique=True)


def _join_persons_kept_twice() -> None:
    """Let the first row of a number stand for all; two could be made at once before."""
    person = sa.table(
        "person", sa.column("county"), sa.column("id", sa.BigInteger), sa.column("number_digest")
    )
    candidate = sa.table("candidate", sa.column("county"), sa.column("person_id", sa.BigInteger))
    first: dict[tuple[str, bytes], int] = {}
    query = sa.select(person.c.county, person.c.number_digest, person.c.id).order_by(person.c.id)
    for county, digest, person_id in op.get_bind().execute(query).all():
        kept = first.setdefault((county, bytes(digest)), person_id)
        if kept != person_id:
            op.execute(
                sa.update(candidate)
                .where(candidate.c.county == county, candidate.c.person_id == person_id)
                .values(person_id=kept)
            )
            op.execute(sa.delete(person).where(person.c.county == county, person.c.id == person_id))


def downgrade() -> None:
    """Go back."""
    op.drop_index('ix_person_number', 'person')
    op.create_index('ix_person_number', 'person', ['county', 'number_digest'], unique=False)
    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.drop_column('registers')

    with op.batch_alter_table('count', schema=None) as batch_op:
        batch_op.drop_column('recorded_with')

    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.drop_column('evidence')
        batch_op.drop_column('nominators')
        batch_op.drop_column('votes')

    with op.batch_alter_table('tally_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_tally_entry_poll')

    op.drop_table('tally_entry')
    with op.batch_alter_table('roll_change', schema=None) as batch_op:
        batch_op.drop_index('ix_roll_change_election')

    op.drop_table('roll_change')
    op.drop_table('proxy_slip')
    op.drop_table('doubtful_ballot')
    with op.batch_alter_table('voter', schema=None) as batch_op:
        batch_op.drop_index('ix_voter_person')
        batch_op.drop_index('ix_voter_list')

    op.drop_table('voter')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index('ix_upload_election')

    op.drop_table('upload')
    op.drop_table('roll_edition')
    op.drop_table('poll_staff')
    op.drop_table('objection')
    op.drop_table('handover_thing')
    op.drop_table('committee_member')
    with op.batch_alter_table('ballot_move', schema=None) as batch_op:
        batch_op.drop_index('ix_ballot_move_poll')

    op.drop_table('ballot_move')
    op.drop_table('ballot_box')
    op.drop_table('kinship')
