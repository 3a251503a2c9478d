"""The pages of drafts, below those of the rulebook."""

from flask import Blueprint

blueprint = Blueprint("drafts", __name__, template_folder="templates", url_prefix="/admin/rules/drafts")
