"""Keep the words of library lessons, so that Chinese texts are found without a dictionary."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.wall import wall

revision = "0012_library"
down_revision = "0018_bulletins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson_words",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("course", sa.String(), primary_key=True),
        sa.Column("lesson", sa.String(), primary_key=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("grams", ARRAY(sa.Text), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "year", "course", "lesson"],
            ["lessons.tenant", "lessons.year", "lessons.course", "lessons.code"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_lesson_words_grams", "grams", postgresql_using="gin"),
    )
    wall(op, "lesson_words")
