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
    slip = sa.table("proxy_slip", sa.column("poll"))
    op.execute(sa.update(slip).where(slip.c.poll == 0).values(poll=1))


def downgrade() -> None:
    """Go back."""
    op.drop_column("count", "own")
    op.drop_column("poll", "is_separate")
