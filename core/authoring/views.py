"""Pages of authors; each kind stands in a module of its own and is entered here."""

from core.authoring import course_views, file_views, lesson_views, preview_views
from core.authoring.desk import blueprint

__all__ = ["blueprint", "course_views", "file_views", "lesson_views", "preview_views"]
