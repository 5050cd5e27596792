"""The election committee of one election, its poll staff, and the register of kinship."""

from web.staffing import views
from web.staffing.views import bp

__all__ = ["bp", "views"]
