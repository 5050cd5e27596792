"""Who chaired a joint meeting, and who stood in for somebody recused, are sealed as the other names are."""

import sqlalchemy as sa
from alembic import context, op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_COLUMNS = (("meeting", "chaired_by", "sealed_chair"), ("meeting_ruling", "stand_in", "sealed_stand_in"))


def upgrade() -> None:
    """Go forward: every name is carried over under the site's own key."""
    seal = context.config.attributes["keyring"].seal
    for table, clear, sealed in _COLUMNS:
        op.add_column(table, sa.Column(sealed, sa.LargeBinary(), nullable=True))
        _carry(table, clear, sealed, seal)
        with op.batch_alter_table(table) as batch:
            batch.alter_column(sealed, existing_type=sa.LargeBinary(), nullable=False)
            batch.drop_column(clear)


def downgrade() -> None:
    """Go back; the names stand in clear again."""
    unseal = context.config.attributes["keyring"].unseal
    for table, clear, sealed in _COLUMNS:
        op.add_column(table, sa.Column(clear, sa.String(80), server_default="", nullable=False))
        _carry(table, sealed, clear, unseal)
        with op.batch_alter_table(table) as batch:
            if clear == "chaired_by":
                batch.alter_column(clear, existing_type=sa.String(80), server_default=None)
            batch.drop_column(sealed)


def _carry(table: str, old: str, new: str, change) -> None:  # type: ignore[no-untyped-def]
    """Write one column from another, row by row."""
    connection = op.get_bind()
    rows = sa.table(table, *(sa.column(name) for name in ("county", "id", old, new)))
    found = connection.execute(sa.select(rows.c.county, rows.c.id, rows.c[old])).all()
    for county, number, told in found:
        connection.execute(
            sa.update(rows)
            .where(rows.c.county == county, rows.c.id == number)
            .values({new: change(told)})
        )
