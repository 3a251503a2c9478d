"""What pages may ask of recoveries; the only code that commits is behind these names."""

from core.recoveries.asking import ask_for_account, ask_for_password, set_new_password, ways

__all__ = ["ask_for_account", "ask_for_password", "set_new_password", "ways"]
