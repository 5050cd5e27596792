"""Persons are heard before they are barred; boxes go out and come back; lists keep their first day."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _added() -> dict[str, list[sa.Column]]:
    """Return the new columns by table; a column belongs to one table and is made anew each time."""
    return {
        "statement": [sa.Column("ruling_id", sa.BigInteger(), nullable=True)],
        "election": [sa.Column("listed_on", sa.Date(), nullable=True)],
        "poll": [sa.Column("women_seats", sa.Integer(), server_default="0", nullable=False)],
        "candidate": [sa.Column("received_on", sa.Date(), nullable=True)],
        "committee_member": [
            sa.Column("supplement", sa.String(80), server_default="", nullable=False),
        ],
        "ballot_box": [
            sa.Column("custodian", sa.String(80), server_default="", nullable=False),
            sa.Column("route", sa.String(120), server_default="", nullable=False),
            sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        ],
        "reply": [sa.Column("sealed_return", sa.LargeBinary(), nullable=True)],
        "committee_decision": [
            sa.Column("told_on", sa.Date(), nullable=True),
            sa.Column("has_waived", sa.Boolean(), server_default=sa.false(), nullable=False),
        ],
    }


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "nominator",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("election_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("candidate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "election_id", "candidate"],
            ["candidate.county", "candidate.election_id", "candidate.number"],
        ),
        sa.ForeignKeyConstraint(["county", "voter"], ["voter.county", "voter.id"]),
        sa.PrimaryKeyConstraint("county", "election_id", "candidate", "voter"),
    )
    op.create_table(
        "box_user",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("election_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("box", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "election_id", "box"],
            ["ballot_box.county", "ballot_box.election_id", "ballot_box.number"],
        ),
        sa.ForeignKeyConstraint(["county", "voter"], ["voter.county", "voter.id"]),
        sa.PrimaryKeyConstraint("county", "election_id", "box", "voter"),
    )
    # in place: to rebuild a table would drop it under the rows of others that point to it
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    with op.batch_alter_table("committee_decision") as batch_op:
        batch_op.alter_column("posted_on", existing_type=sa.Date(), nullable=True)
    # why a leader returned a reply was kept in clear; it may tell what was found, and goes
    op.drop_column("reply", "returned_for")


def downgrade() -> None:
    """Go back."""
    op.drop_table("box_user")
    op.drop_table("nominator")
    op.add_column(
        "reply", sa.Column("returned_for", sa.String(300), server_default="", nullable=False)
    )
    decision = sa.table("committee_decision", sa.column("posted_on"), sa.column("decided_on"))
    op.execute(
        sa.update(decision)
        .where(decision.c.posted_on.is_(None))
        .values(posted_on=decision.c.decided_on)
    )
    with op.batch_alter_table("committee_decision") as batch_op:
        batch_op.alter_column("posted_on", existing_type=sa.Date(), nullable=False)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
