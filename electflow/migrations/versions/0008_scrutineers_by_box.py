"""Who stands at which box is known by name (浙江 2020 第二十四条)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "box_scrutineer",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("election_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("box", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("worker", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "election_id", "box"],
            ["ballot_box.county", "ballot_box.election_id", "ballot_box.number"],
        ),
        sa.ForeignKeyConstraint(
            ["county", "election_id", "worker"],
            ["poll_staff.county", "poll_staff.election_id", "poll_staff.number"],
        ),
        sa.PrimaryKeyConstraint("county", "election_id", "box", "worker"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("box_scrutineer")
