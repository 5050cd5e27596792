"""A version and all seats of each arrangement, and a chain in the book for every election from its creation on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ADDED = {"version": "1", "deputy_seats": "1", "party_seats": "3"}


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("arrangement") as batch_op:
        for name, value in _ADDED.items():
            column = sa.Column(name, sa.Integer(), server_default=value, nullable=False)
            batch_op.add_column(column)
    _fill_seats()
    election = sa.table("election", sa.column("county"), sa.column("id", sa.BigInteger))
    case = sa.table(
        "audit_case",
        sa.column("county", sa.String),
        sa.column("case_name", sa.String),
        sa.column("seq", sa.BigInteger),
        sa.column("head", sa.LargeBinary),
    )
    name = sa.literal("election:") + sa.cast(election.c.id, sa.String)
    known = sa.exists().where(case.c.county == election.c.county, case.c.case_name == name)
    opened = sa.literal(bytes(32), sa.LargeBinary)
    op.execute(
        case.insert().from_select(
            ["county", "case_name", "seq", "head"],
            sa.select(election.c.county, name, sa.literal(0), opened).where(~known),
        )
    )


def _fill_seats() -> None:
    """Take over the seats that each campaign was created with."""
    campaign = sa.table(
        "campaign",
        sa.column("county"),
        sa.column("id", sa.BigInteger),
        sa.column("committee_seats", sa.JSON),
        sa.column("party_seats", sa.JSON),
    )
    arrangement = sa.table(
        "arrangement",
        sa.column("county"),
        sa.column("campaign_id", sa.BigInteger),
        *(sa.column(name, sa.Integer) for name in _ADDED),
    )
    for row in op.get_bind().execute(sa.select(campaign)).all():
        op.execute(
            sa.update(arrangement)
            .where(arrangement.c.county == row.county, arrangement.c.campaign_id == row.id)
            .values(
                deputy_seats=row.committee_seats.get("deputy", 1),
                party_seats=row.party_seats.get("committee_member", 3),
            )
        )


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM audit_case WHERE seq = 0")
    with op.batch_alter_table("arrangement") as batch_op:
        for name in _ADDED:
            batch_op.drop_column(name)
