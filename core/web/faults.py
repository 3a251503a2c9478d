"""What is wrong with a form, as its page says it."""

from core.errors import XuefaError
from core.web.i18n import reader


def faults_of(error: XuefaError, usual: str = "") -> dict[str, str]:
    """Return the faults of a form by field, in the reader's words; an error of no field stands at the ``usual`` one."""
    fields = error.facts.get("fields")
    named = fields if isinstance(fields, dict) and fields else {usual: error.text}
    return {name: reader().text(text) for name, text in named.items()}
