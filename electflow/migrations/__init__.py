"""Numbered changes of the tables, run from code: no ``alembic.ini`` is needed."""
