"""A version of each arrangement, and a chain in the book for every election from its creation on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("arrangement") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
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


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("arrangement") as batch_op:
        batch_op.drop_column("version")
