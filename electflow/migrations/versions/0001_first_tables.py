"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


_GUARDED = {"audit_event": ("UPDATE", "DELETE"), "audit_text": ("UPDATE",)}


def upgrade() -> None:
    """Go forward."""
    op.create_table('audit_case',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('case_name', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('head', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('county', 'case_name', name=op.f('pk_audit_case'))
    )
    op.create_table('audit_event',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('case_name', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.String(length=12), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('alg', sa.String(length=12), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('leaf', sa.LargeBinary(length=32), nullable=False),
    sa.Column('prev', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_audit_event')),
    sa.UniqueConstraint('county', 'case_name', 'seq', name=op.f('uq_audit_event_county_case_name_seq'))
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index('ix_audit_event_place', ['county', 'place', 'recorded_at', 'id'], unique=False)
        batch_op.create_index('ix_audit_event_recent', ['county', 'recorded_at', 'id'], unique=False)

    op.create_table('campaign',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('term_no', sa.Integer(), nullable=False),
    sa.Column('election_on', sa.Date(), nullable=False),
    sa.Column('assembly_on', sa.Date(), nullable=False),
    sa.Column('profile', sa.String(length=40), nullable=False),
    sa.Column('profile_hash', sa.String(length=64), nullable=False),
    sa.Column('profile_snapshot', sa.LargeBinary(), nullable=False),
    sa.Column('procedure_version', sa.Integer(), nullable=False),
    sa.Column('committee_seats', sa.JSON(), nullable=False),
    sa.Column('party_seats', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('county', 'year', name=op.f('uq_campaign_county_year'))
    )
    op.create_table('document',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('is_latest', sa.Boolean(), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=True),
    sa.Column('taken_down_on', sa.Date(), nullable=True),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_document')),
    sa.UniqueConstraint('county', 'election_id', 'kind', 'edition', name=op.f('uq_document_county_election_id_kind_edition'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_latest', ['county', 'election_id', 'is_latest'], unique=False)

    op.create_table('failed_sign_in',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_failed_sign_in'))
    )
    with op.batch_alter_table('failed_sign_in', schema=None) as batch_op:
        batch_op.create_index('ix_failed_sign_in_name', ['name_digest', 'at'], unique=False)

    op.create_table('hold',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('election_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('organ', sa.String(length=40), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_hold'))
    )
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.create_index('ix_hold_open', ['county', 'election_id', 'lifted_at'], unique=False)

    op.create_table('job',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('opened_by', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_open', ['finished_at'], unique=False)

    op.create_table('official',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('username', sa.String(length=40), nullable=False),
    sa.Column('sealed_name', sa.LargeBinary(), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('is_disabled', sa.Boolean(), nullable=False),
    sa.Column('last_sign_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_official')),
    sa.UniqueConstraint('username', name=op.f('uq_official_username'))
    )
    op.create_table('person',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('sealed_name', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_number', sa.LargeBinary(), nullable=False),
    sa.Column('number_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sex', sa.String(length=1), nullable=False),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_person'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index('ix_person_number', ['county', 'number_digest'], unique=False)

    op.create_table('proposal',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('place', sa.String(length=12), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('sealed_payload', sa.LargeBinary(), nullable=True),
    sa.Column('seen_version', sa.BigInteger(), nullable=False),
    sa.Column('proposed_by', sa.BigInteger(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_approved', sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_proposal'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index('ix_proposal_open', ['county', 'decided_at'], unique=False)

    op.create_table('region',
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('parent', sa.String(length=9), nullable=False),
    sa.Column('loaded_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_region'))
    )
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.create_index('ix_region_parent', ['parent'], unique=False)

    op.create_table('region_former_name',
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('code', 'until', name=op.f('pk_region_former_name'))
    )
    op.create_table('request_key',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(length=32), nullable=False),
    sa.Column('location', sa.Text(), nullable=False),
    sa.Column('receipt', sa.String(length=60), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('county', 'key', name=op.f('pk_request_key'))
    )
    op.create_table('arrangement',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('place', sa.String(length=12), nullable=False),
    sa.Column('township', sa.String(length=9), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('has_committee_election', sa.Boolean(), nullable=False),
    sa.Column('has_party_election', sa.Boolean(), nullable=False),
    sa.Column('merged_into', sa.String(length=12), nullable=False),
    sa.Column('branch_joined_to', sa.String(length=12), nullable=False),
    sa.Column('reason_out', sa.String(length=200), nullable=False),
    sa.Column('member_seats', sa.Integer(), nullable=False),
    sa.Column('election_on', sa.Date(), nullable=False),
    sa.Column('assembly_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'campaign_id'], ['campaign.county', 'campaign.id'], name=op.f('fk_arrangement_county_campaign_id')),
    sa.PrimaryKeyConstraint('county', 'campaign_id', 'place', name=op.f('pk_arrangement'))
    )
    op.create_table('audit_text',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('event_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('field', sa.String(length=60), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'event_id'], ['audit_event.county', 'audit_event.id'], name=op.f('fk_audit_text_county_event_id')),
    sa.PrimaryKeyConstraint('county', 'event_id', 'field', name=op.f('pk_audit_text'))
    )
    op.create_table('organisation',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('track', sa.String(length=12), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'campaign_id'], ['campaign.county', 'campaign.id'], name=op.f('fk_organisation_county_campaign_id')),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_organisation'))
    )
    op.create_table('role_grant',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('official_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('region', sa.String(length=12), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['county', 'official_id'], ['official.county', 'official.id'], name=op.f('fk_role_grant_county_official_id')),
    sa.PrimaryKeyConstraint('county', 'official_id', 'role', 'region', name=op.f('pk_role_grant'))
    )
    op.create_table('signed_in',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('previous_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['county', 'official_id'], ['official.county', 'official.id'], name=op.f('fk_signed_in_county_official_id')),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_signed_in')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_signed_in_token_digest'))
    )
    op.create_table('election',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('track', sa.String(length=12), nullable=False),
    sa.Column('township', sa.String(length=9), nullable=False),
    sa.Column('village', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('place_kind', sa.String(length=12), nullable=False),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('election_on', sa.Date(), nullable=False),
    sa.Column('seats', sa.JSON(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version > 0', name=op.f('ck_election_version_counts')),
    sa.ForeignKeyConstraint(['county', 'campaign_id'], ['campaign.county', 'campaign.id'], name=op.f('fk_election_county_campaign_id')),
    sa.ForeignKeyConstraint(['county', 'organisation_id'], ['organisation.county', 'organisation.id'], name=op.f('fk_election_county_organisation_id')),
    sa.PrimaryKeyConstraint('county', 'id', name=op.f('pk_election')),
    sa.UniqueConstraint('county', 'campaign_id', 'village', 'track', name=op.f('uq_election_county_campaign_id_village_track'))
    )
    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.create_index('ix_election_board', ['county', 'campaign_id', 'track', 'township', 'stage'], unique=False)
        batch_op.create_index('ix_election_due', ['county', 'track', 'stage', 'election_on', 'village'], unique=False)

    op.create_table('candidate',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('post', sa.String(length=20), nullable=False),
    sa.Column('source', sa.String(length=12), nullable=False),
    sa.Column('standing', sa.String(length=12), nullable=False),
    sa.Column('nominated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name=op.f('fk_candidate_county_election_id')),
    sa.ForeignKeyConstraint(['county', 'person_id'], ['person.county', 'person.id'], name=op.f('fk_candidate_county_person_id')),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name=op.f('pk_candidate')),
    sa.UniqueConstraint('county', 'election_id', 'person_id', 'post', name=op.f('uq_candidate_county_election_id_person_id_post'))
    )
    op.create_table('poll',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('seats', sa.JSON(), nullable=False),
    sa.Column('candidates', sa.JSON(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('is_in_force', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id'], ['election.county', 'election.id'], name=op.f('fk_poll_county_election_id')),
    sa.PrimaryKeyConstraint('county', 'election_id', 'number', name=op.f('pk_poll'))
    )
    op.create_table('count',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('poll', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('edition', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('voters', sa.Integer(), nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('void', sa.Integer(), nullable=False),
    sa.Column('votes', sa.JSON(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id', 'poll'], ['poll.county', 'poll.election_id', 'poll.number'], name=op.f('fk_count_county_election_id_poll')),
    sa.PrimaryKeyConstraint('county', 'election_id', 'poll', 'edition', name=op.f('pk_count'))
    )
    op.create_table('verdict',
    sa.Column('county', sa.String(length=6), nullable=False),
    sa.Column('election_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('candidate', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('edition', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('is_latest', sa.Boolean(), nullable=False),
    sa.Column('conclusion', sa.String(length=12), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['county', 'election_id', 'candidate'], ['candidate.county', 'candidate.election_id', 'candidate.number'], name=op.f('fk_verdict_county_election_id_candidate')),
    sa.PrimaryKeyConstraint('county', 'election_id', 'candidate', 'edition', name=op.f('pk_verdict'))
    )
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.create_index('ix_verdict_latest', ['county', 'election_id', 'is_latest'], unique=False)

    _guard_the_book()


def downgrade() -> None:
    """Go back."""
    _release_the_book()
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.drop_index('ix_verdict_latest')

    op.drop_table('verdict')
    op.drop_table('count')
    op.drop_table('poll')
    op.drop_table('candidate')
    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.drop_index('ix_election_due')
        batch_op.drop_index('ix_election_board')

    op.drop_table('election')
    op.drop_table('signed_in')
    op.drop_table('role_grant')
    op.drop_table('organisation')
    op.drop_table('audit_text')
    op.drop_table('arrangement')
    op.drop_table('request_key')
    op.drop_table('region_former_name')
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.drop_index('ix_region_parent')

    op.drop_table('region')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_open')

    op.drop_table('proposal')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index('ix_person_number')

    op.drop_table('person')
    op.drop_table('official')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_open')

    op.drop_table('job')
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_index('ix_hold_open')

    op.drop_table('hold')
    with op.batch_alter_table('failed_sign_in', schema=None) as batch_op:
        batch_op.drop_index('ix_failed_sign_in_name')

    op.drop_table('failed_sign_in')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_latest')

    op.drop_table('document')
    op.drop_table('campaign')
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_event_recent')
        batch_op.drop_index('ix_audit_event_place')

    op.drop_table('audit_event')
    op.drop_table('audit_case')


def _guard_the_book() -> None:
    """Refuse changes of events on both engines: the second wall beside the serving role."""
    if op.get_bind().dialect.name == "sqlite":
        for table, verbs in _GUARDED.items():
            for verb in verbs:
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} can only grow'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION book_can_only_grow() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% can only grow', TG_TABLE_NAME; END $$"
    )
    for table, verbs in _GUARDED.items():
        for verb in (*verbs, "TRUNCATE"):
            each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION book_can_only_grow()"
            )


def _release_the_book() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, verbs in _GUARDED.items():
            for verb in verbs:
                op.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")
        return
    for table, verbs in _GUARDED.items():
        for verb in (*verbs, "TRUNCATE"):
            op.execute(f"DROP TRIGGER {table}_no_{verb.lower()} ON {table}")
    op.execute("DROP FUNCTION book_can_only_grow()")
