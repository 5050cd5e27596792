"""The list of voters."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "objection",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("election_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_appellant", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.Column("matter", sa.String(length=16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("ruling", sa.String(length=12), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("notice_number", sa.String(length=80), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "election_id"],
            ["election.county", "election.id"],
            name="fk_objection_county_election_id",
        ),
        sa.PrimaryKeyConstraint("county", "election_id", "number", name="pk_objection"),
    )
    op.create_table(
        "roll_edition",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("election_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "election_id"],
            ["election.county", "election.id"],
            name="fk_roll_edition_county_election_id",
        ),
        sa.PrimaryKeyConstraint("county", "election_id", "number", name="pk_roll_edition"),
    )
    op.create_table(
        "upload",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("election_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed_bytes", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "election_id"],
            ["election.county", "election.id"],
            name="fk_upload_county_election_id",
        ),
        sa.PrimaryKeyConstraint("county", "id", name="pk_upload"),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index("ix_upload_election", ["county", "election_id"], unique=False)

    op.create_table(
        "voter",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("election_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("group_name", sa.String(length=30), nullable=False),
        sa.Column("household", sa.String(length=20), nullable=False),
        sa.Column("voter_class", sa.String(length=12), nullable=False),
        sa.Column("evidence", sa.String(length=120), nullable=False),
        sa.Column("is_struck", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "election_id"],
            ["election.county", "election.id"],
            name="fk_voter_county_election_id",
        ),
        sa.ForeignKeyConstraint(
            ["county", "person_id"],
            ["person.county", "person.id"],
            name="fk_voter_county_person_id",
        ),
        sa.PrimaryKeyConstraint("county", "id", name="pk_voter"),
        sa.UniqueConstraint(
            "county", "election_id", "person_id", name="uq_voter_county_election_id_person_id"
        ),
    )
    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_voter_list", ["county", "election_id", "group_name", "id"], unique=False
        )
        batch_op.create_index("ix_voter_person", ["county", "person_id"], unique=False)

    op.create_table(
        "roll_change",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("election_id", sa.BigInteger(), nullable=False),
        sa.Column("voter_id", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.String(length=24), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(length=120), nullable=False),
        sa.Column("is_supplement", sa.Boolean(), nullable=False),
        sa.Column("notice_number", sa.String(length=80), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "voter_id"],
            ["voter.county", "voter.id"],
            name="fk_roll_change_county_voter_id",
        ),
        sa.PrimaryKeyConstraint("county", "id", name="pk_roll_change"),
    )
    with op.batch_alter_table("roll_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_roll_change_election",
            ["county", "election_id", "is_supplement", "posted_on"],
            unique=False,
        )

    _join_persons_kept_twice()
    op.drop_index("ix_person_number", "person")
    op.create_index("ix_person_number", "person", ["county", "number_digest"], unique=True)


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
    op.drop_index("ix_person_number", "person")
    op.create_index("ix_person_number", "person", ["county", "number_digest"], unique=False)

    with op.batch_alter_table("roll_change", schema=None) as batch_op:
        batch_op.drop_index("ix_roll_change_election")

    op.drop_table("roll_change")
    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.drop_index("ix_voter_person")
        batch_op.drop_index("ix_voter_list")

    op.drop_table("voter")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index("ix_upload_election")

    op.drop_table("upload")
    op.drop_table("roll_edition")
    op.drop_table("objection")
