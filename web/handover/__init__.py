"""After the result: handover list, certificates, organs that follow, archive."""

from web.handover import certificates, following, supervisors, views
from web.handover.blueprint import bp

__all__ = ["bp", "certificates", "following", "supervisors", "views"]
