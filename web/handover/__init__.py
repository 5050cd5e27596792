"""The handover list of one election."""

from web.handover.views import bp

__all__ = ["bp"]
