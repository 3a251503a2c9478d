"""Let courses and lessons be drafts, live or archived, be for sectors, keep who wrote them, and hold rich text."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0012_authoring"
down_revision = "0010_objections"
branch_labels = None
depends_on = None

STATE = "state IN ('draft', 'live', 'archived')"


def upgrade() -> None:
    for table in ("courses", "lessons"):
        _written(table)
    op.add_column(
        "courses", sa.Column("sectors", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'"))
    )
    op.add_column("lessons", sa.Column("format", sa.String(), nullable=False, server_default="markdown"))
    op.add_column(
        "lessons",
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_check_constraint("format", "lessons", "format IN ('markdown', 'html')")


def _written(table: str) -> None:
    for column in (
        sa.Column("state", sa.String(), nullable=False, server_default="live"),
        sa.Column("edits", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("edited_by_name", sa.String(), nullable=False, server_default=""),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    ):
        op.add_column(table, column)
    op.create_check_constraint("state", table, STATE)
