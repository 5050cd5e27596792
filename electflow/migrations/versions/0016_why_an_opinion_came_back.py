"""Why an opinion was returned (退回理由) is kept with it, sealed: it may tell what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; the reasons of earlier returns stay in the book alone."""
    op.add_column("opinion", sa.Column("sealed_return", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Go back; the reasons are lost."""
    op.drop_column("opinion", "sealed_return")
