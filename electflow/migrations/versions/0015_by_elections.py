"""A body may be elected again within its term (补选): which by-election it is, who left, who stays."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_UNIQUE = "uq_election_county_campaign_id_village_track"


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ordinal", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("follows", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("left", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("stays", sa.JSON(), server_default="[]", nullable=False))
        batch_op.drop_constraint(_UNIQUE, type_="unique")
        batch_op.create_unique_constraint(
            f"{_UNIQUE}_ordinal", ["county", "campaign_id", "village", "track", "ordinal"]
        )
        batch_op.create_check_constraint(op.f("ck_election_ordinal_counts"), "ordinal >= 0")


def downgrade() -> None:
    """Go back; a county that holds by-elections cannot, since they would be lost."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_election_ordinal_counts"), type_="check")
        batch_op.drop_constraint(f"{_UNIQUE}_ordinal", type_="unique")
        batch_op.create_unique_constraint(_UNIQUE, ["county", "campaign_id", "village", "track"])
        batch_op.drop_column("stays")
        batch_op.drop_column("left")
        batch_op.drop_column("follows")
        batch_op.drop_column("ordinal")
