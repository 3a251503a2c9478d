"""Find who has studied a course without reading every learner's progress."""

from alembic import op

revision = "0012_studied"
down_revision = "0017_rosters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_tickets_lesson", "tickets", ["tenant", "year", "course", "lesson"])
    op.create_index("ix_lesson_progress_lesson", "lesson_progress", ["tenant", "year", "course", "lesson"])
