"""Does this password keep the year's policy?"""

import re

from core.decisions.accounts import InitialPassword, PasswordPolicy
from core.decisions.values import Line, Verdict, Word, say

CLASSES = {
    "letters": re.compile(r"[A-Za-z]"),
    "digits": re.compile(r"[0-9]"),
    "symbols": re.compile(r"[^A-Za-z0-9\s]"),
}
LENGTH = say("Length of the password")
CONTENT = say("Characters of the password")
ALLOWED = say("every character is allowed")
NOT_ALLOWED = say("it contains a character that is not allowed")


def check_password(policy: PasswordPolicy, password: str, initial: InitialPassword | None = None) -> Verdict:
    """Return whether a learner may choose this password; the shared initial ones are never allowed."""
    lines = [_length(policy, password)]
    lines += [_needs(policy, password, kind) for kind in policy.needs]
    if policy.only:
        lines.append(_only(policy, password))
    if initial is not None and password in {initial.value, initial.reset_to}:
        because = say("the initial password is known to everybody")
        lines.append(Line(CONTENT, None, because, initial.cite, None, False))
    return Verdict(all(line.met for line in lines), tuple(lines))


def _length(policy: PasswordPolicy, password: str) -> Line:
    met = policy.at_least <= len(password) <= policy.at_most
    because = say("from {least} to {most} characters", least=policy.at_least, most=policy.at_most)
    return Line(LENGTH, len(password), because, policy.cite, None, met)


def _needs(policy: PasswordPolicy, password: str, kind: str) -> Line:
    met = CLASSES[kind].search(password) is not None
    return Line(CONTENT, None, say("it must contain: {kind}", kind=Word(kind)), policy.cite, None, met)


def _only(policy: PasswordPolicy, password: str) -> Line:
    met = all(any(CLASSES[kind].match(char) for kind in policy.only) for char in password)
    return Line(CONTENT, None, ALLOWED if met else NOT_ALLOWED, policy.cite, None, met)
