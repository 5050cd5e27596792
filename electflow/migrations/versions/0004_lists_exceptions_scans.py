"""Formal lists, winners as announced, exceptions, scans, certificates and organs that follow."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("primary_votes", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("taken_off_for", sa.String(length=24), server_default="", nullable=False)
        )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announced", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("kin", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "certificate",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("election_id", sa.BigInteger(), nullable=False),
        sa.Column("candidate", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
            name="fk_certificate_county_election_id_candidate",
        ),
        sa.PrimaryKeyConstraint("county", "id", name="pk_certificate"),
        sa.UniqueConstraint("county", "number", name="uq_certificate_county_number"),
    )
    op.create_index("ix_certificate_election", "certificate", ["county", "election_id"])
    op.create_table(
        "follow_up",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("election_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organ", sa.String(length=24), nullable=False),
        sa.Column("formed_on", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "election_id"],
            ["election.county", "election.id"],
            name="fk_follow_up_county_election_id",
        ),
        sa.PrimaryKeyConstraint("county", "election_id", "organ", name="pk_follow_up"),
    )
    op.create_table(
        "departure",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("election_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("organ", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "election_id"],
            ["election.county", "election.id"],
            name="fk_departure_county_election_id",
        ),
        sa.PrimaryKeyConstraint("county", "id", name="pk_departure"),
    )
    op.create_index("ix_departure_election", "departure", ["county", "election_id"])
    op.create_table(
        "scan",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("election_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_bytes", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name="pk_scan"),
        sa.UniqueConstraint("county", "subject", "digest", name="uq_scan_county_subject_digest"),
    )
    op.create_index("ix_scan_election", "scan", ["county", "election_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("scan")
    op.drop_table("departure")
    op.drop_table("follow_up")
    op.drop_table("certificate")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_column("kin")
        batch_op.drop_column("announced")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_column("taken_off_for")
        batch_op.drop_column("primary_votes")
