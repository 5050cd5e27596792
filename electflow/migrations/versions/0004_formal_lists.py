"""Formal lists, exceptions, scans and certificates."""

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


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_column("kin")
        batch_op.drop_column("announced")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_column("taken_off_for")
        batch_op.drop_column("primary_votes")
