"""A workbook whose headings are not known keeps which of its columns holds what."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("upload", sa.Column("columns", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Go back."""
    op.drop_column("upload", "columns")
