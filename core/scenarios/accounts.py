"""What a scenario expects of accounts: passwords, account numbers, sign-in keys."""

from collections.abc import Iterator
from typing import Annotated

from core.decisions.passwords import check_password
from core.decisions.records import Note, record
from core.scenarios.given import YesNo
from core.scenarios.scene import Scene, differing, yes


@record
class PasswordIs:
    """Which passwords a learner may choose, and what the initial one is."""

    accepted: Annotated[tuple[str, ...], Note("passwords that may be chosen")] = ()
    refused: Annotated[tuple[str, ...], Note("passwords that may not")] = ()
    initial: Annotated[str | None, Note("the initial password")] = None
    reset_to: Annotated[str | None, Note("what an administrator's reset sets")] = None
    second_fact: Annotated[str | None, Note("what the first sign-in asks besides")] = None
    must_change: Annotated[YesNo | None, Note("whether the first sign-in forces a new one")] = None
    kept: Annotated[YesNo | None, Note("whether accounts of the year before keep theirs")] = None
    lock_after: Annotated[int | None, Note("wrong passwords that lock the account")] = None
    lock_minutes: Annotated[int | None, Note("minutes of the lock")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        accounts = scene.rules.accounts
        for text, expected in [(t, "yes") for t in self.accepted] + [(t, "no") for t in self.refused]:
            found = check_password(accounts.password, text, accounts.initial)
            yield from differing(f"password {text}", expected, yes(found.met))
        yield from differing("kept", self.kept, yes(accounts.keeps_passwords))
        yield from self._initial(scene)
        lock = accounts.lock
        yield from differing("lock_after", self.lock_after, lock and lock.after)
        yield from differing("lock_minutes", self.lock_minutes, lock and lock.minutes)

    def _initial(self, scene: Scene) -> Iterator[str]:
        initial = scene.rules.accounts.initial
        yield from differing("initial", self.initial, initial and initial.value)
        yield from differing("reset_to", self.reset_to, initial and (initial.reset_to or initial.value))
        yield from differing("second_fact", self.second_fact, initial and initial.second_fact)
        yield from differing("must_change", self.must_change, initial and yes(initial.must_change))


@record
class NumberIs:
    """Which account numbers a unit may give out, and which it is given."""

    range: Annotated[str, Note("the unit's range: the digits that its numbers begin with")] = ""
    accepted: Annotated[tuple[str, ...], Note("numbers that are allowed")] = ()
    refused: Annotated[tuple[str, ...], Note("numbers that are not")] = ()
    serial: Annotated[int | None, Note("a serial in the range")] = None
    issued: Annotated[str | None, Note("the number of that serial; nothing: none is handed out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        scheme = scene.rules.accounts.number
        for text, expected in [(t, "yes") for t in self.accepted] + [(t, "no") for t in self.refused]:
            yield from differing(f"number {text}", expected, yes(scheme.check(text, self.range).met))
        if self.serial is not None:
            issued = scheme.issue(self.range, self.serial) or "nothing"
            yield from differing("issued", self.issued, issued)


@record
class LoginIs:
    """What a text typed into the sign-in form may name."""

    typed: Annotated[str, Note("the text")]
    keys: Annotated[dict[str, str], Note("fields that it may name, each with the text as stored")]

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        found = (provider.key(self.typed) for provider in scene.rules.accounts.login)
        keys = {key.field: key.value for key in found if key is not None}
        yield from differing("keys", dict(sorted(self.keys.items())), dict(sorted(keys.items())))
