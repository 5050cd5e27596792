"""Whom the meeting chose into the supervisory committee (村务监督委员会成员)."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("follow_up", sa.Column("members", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("follow_up", "members")
