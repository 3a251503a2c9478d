"""What the worker does for the bank: imports that editors ask for."""

from core.bank.importing import import_questions

__all__ = ["import_questions"]
