"""Pages of content editors; each kind stands in a module of its own and is entered here."""

from core.bank import import_views, question_views, work_views
from core.bank.desk import blueprint

__all__ = ["blueprint", "import_views", "question_views", "work_views"]
