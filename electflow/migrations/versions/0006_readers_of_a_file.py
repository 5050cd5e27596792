"""Who has read a candidate's file is found by its subject."""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index('ix_look_subject', 'look', ['county', 'subject'], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index('ix_look_subject', table_name='look')
