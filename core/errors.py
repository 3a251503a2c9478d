"""The errors of the core, one class per reaction of the caller; ``core.web.errors`` shows them."""

from core.decisions.values import Text, Verdict


class XuefaError(Exception):
    """Root of every error that is expected; ``text`` is for the reader, ``code`` is stable for programs."""

    code = "error"
    status = 500

    def __init__(self, text: Text, **facts: object) -> None:
        super().__init__(text)
        self.text = text
        self.facts = facts

    def __str__(self) -> str:
        return self.text.message.format(**dict(self.text.values.items()))


class NotFound(XuefaError):
    """No such thing here; also the answer for what is foreign or forbidden, so that nothing is revealed."""

    code, status = "not_found", 404


class BadInput(XuefaError):
    """What was sent cannot be understood; ``facts['fields']`` names each field with its fault."""

    code, status = "bad_input", 400


class Refused(XuefaError):
    """A rule says no; ``verdict`` carries the lines that explain it."""

    code, status = "refused", 409

    def __init__(
        self, text: Text, verdict: Verdict | None = None, code: str = "refused", **facts: object
    ) -> None:
        super().__init__(text, **facts)
        self.verdict = verdict
        self.code = code


class TooLate(Refused):
    """The time for this is over for good; ``verdict`` or the text says since when."""

    status = 410


class SignInNeeded(XuefaError):
    """The page needs somebody signed in."""

    code, status = "sign_in_needed", 401


class TooMany(XuefaError):
    """Too many tries; ``facts['retry_after']`` is the wait in seconds."""

    code, status = "too_many", 429


class Unavailable(XuefaError):
    """This tenant or the platform cannot answer now; the log says why."""

    code, status = "unavailable", 503
