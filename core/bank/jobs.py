"""What the worker does for the bank: imports that editors ask for, and every night the figures of all questions."""

from core.bank.figures import count_figures
from core.bank.importing import import_questions

__all__ = ["count_figures", "import_questions"]
