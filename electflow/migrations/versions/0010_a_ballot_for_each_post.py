"""Each post may have a ballot of its own (分职务制票); a proxy that was given early belongs to the first poll."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "poll", sa.Column("is_separate", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("count", sa.Column("own", sa.JSON(), nullable=True))
    # given while candidates were nominated or vetted it was kept for no poll, and never counted
    columns = [sa.column(name) for name in ("county", "election_id", "poll", "principal")]
    slip = sa.table("proxy_slip", *columns, sa.column("is_withdrawn"))
    again = sa.table("proxy_slip", *[sa.column(c.name) for c in columns], sa.column("is_withdrawn"))
    again = again.alias("again")
    poll = sa.table("poll", sa.column("county"), sa.column("election_id"))
    was_held = sa.exists().where(
        poll.c.county == slip.c.county, poll.c.election_id == slip.c.election_id
    )
    was_given_again = sa.exists().where(
        again.c.county == slip.c.county,
        again.c.election_id == slip.c.election_id,
        again.c.principal == slip.c.principal,
        again.c.poll == 1,
        again.c.is_withdrawn.is_(False),
    )
    early = slip.c.poll == 0
    op.execute(
        sa.update(slip).where(early, was_held | was_given_again).values(is_withdrawn=sa.true())
    )
    op.execute(sa.update(slip).where(early, ~was_held, ~was_given_again).values(poll=1))


def downgrade() -> None:
    """Go back."""
    op.drop_column("count", "own")
    op.drop_column("poll", "is_separate")
