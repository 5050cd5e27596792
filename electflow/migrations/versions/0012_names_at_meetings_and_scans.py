"""Who came to a joint meeting by name, who stepped aside; scans of minutes and of sealed replies."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "meeting_seat",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("standing", sa.String(12), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("post", sa.String(80), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("keeps_minutes", sa.Boolean(), nullable=False),
        sa.Column("officials", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["county", "meeting_id"], ["meeting.county", "meeting.id"]),
        sa.PrimaryKeyConstraint("county", "meeting_id", "number"),
    )
    op.create_table(
        "review_scan",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("media", sa.String(8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sealed_bytes", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["county", "campaign_id"], ["campaign.county", "campaign.id"]),
        sa.PrimaryKeyConstraint("county", "id"),
        sa.UniqueConstraint("county", "campaign_id", "kind", "unit", "number", "digest"),
    )
    op.add_column(
        "meeting_ruling", sa.Column("aside", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column(
        "meeting_ruling",
        sa.Column("stand_in", sa.String(80), server_default="", nullable=False),
    )


def downgrade() -> None:
    """Go back; what was kept of names, of who stepped aside, and of scans is lost."""
    op.drop_column("meeting_ruling", "stand_in")
    op.drop_column("meeting_ruling", "aside")
    op.drop_table("review_scan")
    op.drop_table("meeting_seat")
