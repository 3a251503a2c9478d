"""What a scenario expects of sums: charges, rates, and single values that no decision shows."""

from collections.abc import Iterator
from dataclasses import field as with_default
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from core.decisions.outcome import STATES
from core.decisions.participation import DEEDS, share, standing_of
from core.decisions.records import Note, record
from core.decisions.rounding import half_up, plain
from core.scenarios.given import PersonGiven
from core.scenarios.scene import Scene, differing, person_of


@record
class HeadsGiven(PersonGiven):
    """Some participants alike."""

    heads: Annotated[int, Note("how many")] = 1


@record
class ChargeIs:
    """Who owes how much for some participants, in fen."""

    people: Annotated[tuple[HeadsGiven, ...], Note("the participants")]
    fen: Annotated[dict[str, int], Note("what is owed, by payer")]
    heads: Annotated[dict[str, int], Note("for how many, by payer")] = with_default(default_factory=dict)

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        fees = scene.rules.fees
        if fees is None:
            yield from differing("fen", dict(self.fen), {})
            return
        people = [person_of(kind, scene.ground.area) for kind in self.people for _ in range(kind.heads)]
        shares = fees.tariff.charge(people).shares
        found = {share.payer: share.fen for share in shares}
        yield from differing("fen", dict(sorted(self.fen.items())), dict(sorted(found.items())))
        heads = {share.payer: share.heads for share in shares}
        for payer, count in self.heads.items():
            yield from differing(f"heads.{payer}", count, heads.get(payer))


@record
class RateIs:
    """A rate over learners in some states, in percent with at most two decimals."""

    rate: Annotated[str, Note("name of the rate")]
    states: Annotated[
        dict[str, int], Note("how many learners are in each state; with what they did as absent+studied")
    ]
    percent: Annotated[Decimal, Note("the rate")]

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        rates = scene.rules.reports.rates if scene.rules.reports else {}
        if self.rate not in rates:
            yield f"rate: the year's rules know no {self.rate}"
            return
        known = {*STATES, *scene.rules.outcome.states}
        counted = {standing_of(spelled): count for spelled, count in self.states.items()}
        yield from (f"states: there is no state {one.state}" for one in counted if one.state not in known)
        yield from (f"states: there is no deed {deed}" for one in counted for deed in one.did - {*DEEDS})
        found = half_up(share(rates[self.rate], counted).percent or Decimal(0), 2)
        yield from differing("percent", plain(self.percent), plain(found))


@record
class FiguresAre:
    """Single values by their path in the rules, for what no decision shows."""

    rest: ClassVar[str] = "values"

    values: Annotated[dict[str, str], Note("path and value as written")]

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        for path, expected in self.values.items():
            yield from differing(path, expected, _written(_at(scene.rules, path)))


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = _below(value, key)
    return value


def _below(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, tuple):
        return value[int(key)] if key.isdigit() and int(key) < len(value) else None
    if is_dataclass(value) and not isinstance(value, type):
        if getattr(value, "name", "") == key and key not in {field.name for field in fields(value)}:
            return value
        return getattr(value, key, None)
    return None


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(_written(item) for item in value)
    return "nothing" if value is None else str(value)
