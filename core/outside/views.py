"""All pages of this domain, by what they show."""

from core.outside import credit_views, list_views, paper_views
from core.outside.desk import blueprint

__all__ = ["blueprint", "credit_views", "list_views", "paper_views"]
