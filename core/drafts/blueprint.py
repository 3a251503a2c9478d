"""The pages of drafts, below those of the rulebook."""

from flask import Blueprint

from core.web.access import for_work

blueprint = for_work("rules")(
    Blueprint("drafts", __name__, template_folder="templates", url_prefix="/admin/rules/drafts")
)
