"""What the worker does for this domain: lists that administrators have entered."""

from core.outside.importing import enter_list

__all__ = ["enter_list"]
