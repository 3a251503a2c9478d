"""Login providers: what a learner may sign in with."""

from core.decisions.accounts import LoginProvider
from core.hooks import hookimpl
from plugins.login.keys import AccountNumber, IdNumber, Phone, Pinyin, StaffNumber


@hookimpl
def login_providers() -> list[type[LoginProvider]]:
    """Offer account number, mobile number, resident ID number, pinyin and staff number."""
    return [AccountNumber, Phone, IdNumber, Pinyin, StaffNumber]
