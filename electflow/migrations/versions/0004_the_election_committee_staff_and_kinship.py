"""The election committee staff and kinship."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
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
    op.create_table('committee_member',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('rank', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('votes', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=12), nullable=False),
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


def downgrade() -> None:
    """Go back."""
    op.drop_table('poll_staff')
    op.drop_table('committee_member')
    op.drop_table('kinship')
