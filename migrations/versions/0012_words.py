"""Read the library's words through without an index, which the wall would not let be used, and without unpacking them."""

from alembic import op

revision = "0012_words"
down_revision = "0020_units"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("lesson_words", "grams")
    op.execute("ALTER TABLE lesson_words ALTER COLUMN words SET STORAGE EXTERNAL")
