"""The papers of one election as Word files."""

from web.prints.views import bp

__all__ = ["bp"]
