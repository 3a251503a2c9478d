"""The content editors' side of courses: writing, ordering, publishing, archiving and previewing courses and lessons."""
