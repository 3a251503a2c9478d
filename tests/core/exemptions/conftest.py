"""Exemptions are tested in the exam hall."""

from tests.core.exams.conftest import filled_hall, hall

__all__ = ["filled_hall", "hall"]
