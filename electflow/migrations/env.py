"""What Alembic runs: migrations on the connection that ``run`` hands over, in one transaction."""

from alembic import context

from electflow.migrations.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
