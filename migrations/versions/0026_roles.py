"""Name the other roles of the administration."""

from alembic import op

revision = "0026_roles"
down_revision = "0023_ordering"
branch_labels = None
depends_on = None

ROLES = (
    "unit_administrator",
    "area_office",
    "provincial_office",
    "cohort_organiser",
    "exemption_reviewer",
    "finance",
    "content_editor",
    "reader",
)
BEFORE = ("unit_administrator", "provincial_office", "content_editor")


def upgrade() -> None:
    op.drop_constraint("ck_administrators_role", "administrators")
    op.create_check_constraint(op.f("ck_administrators_role"), "administrators", f"role IN {ROLES}")


def downgrade() -> None:
    op.drop_constraint("ck_administrators_role", "administrators")
    op.create_check_constraint(op.f("ck_administrators_role"), "administrators", f"role IN {BEFORE}")
