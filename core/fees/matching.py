"""Which money pays which orders? Every proposal says why, and what does not fit; what is left over stays in suspense.

Pure: money and open orders in, proposals out. An order stands in one proposal at most, and so does a transfer.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Literal
from uuid import UUID

from core.decisions.charges import FEN
from core.decisions.values import Quantity, Text, say
from core.fees.names import alike, bare_name, pairs_of
from core.fees.references import exactly_named, figures_of, near_forms, nearly_named, numbers_in

Kind = Literal["exact", "split", "joint", "short", "over"]
Reference = Literal["exact", "near", ""]
Name = Literal["same", "alike", "above", ""]
FOR_REFERENCE: Mapping[Reference, int] = {"exact": 60, "near": 25, "": 0}
FOR_NAME: Mapping[Name, int] = {"same": 40, "alike": 25, "above": 20, "": 0}
FOR_SUM = 30
LEAST = 30
"""What must speak for an order at least when the sums differ."""

LOOKED_AT = 20
"""What must speak for it at least to be looked at among several."""

MOST_JOINT = 12
"""Orders among which the parts of one transfer are looked for."""

MOST_TOGETHER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What of a transfer belongs to no order yet."""

    id: UUID
    fen: int
    day: date
    payer: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is still to be paid for an order; ``above`` names the units over the one that ordered."""

    id: UUID
    reference: str
    fen: int
    names: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a transfer being for an order."""

    order: Owed
    reference: Reference
    name: Name
    same_sum: bool

    @property
    def score(self) -> int:
        """How much speaks for it."""
        return FOR_REFERENCE[self.reference] + FOR_NAME[self.name] + FOR_SUM * self.same_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Transfers and the orders that they pay, with what speaks for it and what differs."""

    kind: Kind
    money: tuple[Money, ...]
    orders: tuple[Owed, ...]
    why: tuple[Text, ...]
    differs: tuple[Text, ...] = ()
    sure: bool = False

    @property
    def key(self) -> str:
        """What names it in a form: everything in it with its sums, so that a changed one is another."""
        money = [f"{one.id.hex}.{one.fen}" for one in self.money]
        return "-".join([*money, *(f"{one.id.hex}.{one.fen}" for one in self.orders)])

    @property
    def fen(self) -> int:
        """What is paid by it: the lesser of what came in and what is owed."""
        return min(sum(one.fen for one in self.money), sum(one.fen for one in self.orders))

    @property
    def difference(self) -> int:
        """What comes in too much, or less than nothing where something is missing."""
        return sum(one.fen for one in self.money) - sum(one.fen for one in self.orders)


@dataclass(frozen=True, slots=True)
class Matched:
    """Proposals, the sure ones first, and the transfers that no order was found for."""

    proposals: tuple[Proposal, ...]
    left: tuple[Money, ...]


def propose(money: Sequence[Money], orders: Sequence[Owed]) -> Matched:
    """Return what pays what: several orders named by one transfer first, then equal sums, several transfers, and what differs."""
    known = Known(orders)
    open_ = _Open({one.id: one for one in money}, {one: known.ranked(one) for one in money})
    made = [
        *open_.each(_named_together),
        *open_.equal(),
        *open_.each(_of_one_payer),
        *open_.grouped(),
    ]
    made.sort(key=lambda one: (not one.sure, min(part.day for part in one.money), one.key))
    return Matched(tuple(made), tuple(open_.money.values()))


@dataclass(slots=True)
class Known:
    """Open orders, to be found by reference, name and sum."""

    orders: Sequence[Owed]
    by_reference: dict[str, Owed] = field(init=False)
    by_figures: dict[str, str] = field(init=False)
    near: dict[str, frozenset[str]] = field(init=False)
    by_name: defaultdict[str, list[Owed]] = field(init=False)
    by_above: defaultdict[str, list[Owed]] = field(init=False)
    by_pair: defaultdict[str, list[str]] = field(init=False)
    by_sum: defaultdict[int, list[Owed]] = field(init=False)
    _alike: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Make the indexes."""
        self.by_reference = {one.reference: one for one in self.orders}
        self.by_figures = {figures_of(one.reference): one.reference for one in self.orders}
        self.near = near_forms(self.by_figures)
        self.by_name, self.by_above = defaultdict(list), defaultdict(list)
        self.by_pair, self.by_sum = defaultdict(list), defaultdict(list)
        for one in self.orders:
            self.by_sum[one.fen].append(one)
            for name in {bare_name(name) for name in one.names}:
                self.by_name[name].append(one)
            for name in {bare_name(name) for name in one.above}:
                self.by_above[name].append(one)
        for name in self.by_name:
            for pair in pairs_of(name):
                self.by_pair[pair].append(name)

    def ranked(self, money: Money) -> list[Evidence]:
        """Return the orders that a transfer may be for, the likeliest first; equal ones by their reference."""
        numbers, payer = numbers_in(money.remark), bare_name(money.payer)
        exact = exactly_named(numbers, self.by_figures)
        near = nearly_named(numbers, self.near) - exact
        names = self._names(payer)
        found = {self.by_reference[one].id: self.by_reference[one] for one in exact | near}
        found |= {one.id: one for one, _ in names.values()}
        if len(self.by_sum[money.fen]) == 1:
            found |= {one.id: one for one in self.by_sum[money.fen]}
        made = [
            Evidence(
                order=one,
                reference="exact" if one.reference in exact else "near" if one.reference in near else "",
                name=names[one.id][1] if one.id in names else "",
                same_sum=one.fen == money.fen,
            )
            for one in found.values()
        ]
        likely = [one for one in made if one.score >= LOOKED_AT]
        return sorted(likely, key=lambda one: (-one.score, one.order.reference))

    def _names(self, payer: str) -> dict[UUID, tuple[Owed, Name]]:
        if not payer:
            return {}
        found: dict[UUID, tuple[Owed, Name]] = {one.id: (one, "above") for one in self.by_above[payer]}
        for name in self._alike_to(payer):
            found |= {one.id: (one, "alike") for one in self.by_name[name]}
        return found | {one.id: (one, "same") for one in self.by_name.get(payer, ())}

    def _alike_to(self, payer: str) -> tuple[str, ...]:
        """The known names that a payer may mean; only names that share a rare pair of signs are compared."""
        if payer not in self._alike:
            rare = sorted(pairs_of(payer), key=lambda pair: len(self.by_pair.get(pair, ())))[:4]
            near = {name for pair in rare for name in self.by_pair.get(pair, ())}
            self._alike[payer] = tuple(name for name in near if name != payer and alike(name, payer))
        return self._alike[payer]


Finder = Callable[[Money, Sequence[Evidence]], Proposal | None]


@dataclass(slots=True)
class _Open:
    """What is not in a proposal yet."""

    money: dict[UUID, Money]
    ranked: dict[Money, list[Evidence]]
    taken: set[UUID] = field(default_factory=set)

    def evidence(self, money: Money) -> list[Evidence]:
        return [one for one in self.ranked[money] if one.order.id not in self.taken]

    def take(self, proposal: Proposal) -> Proposal:
        for one in proposal.money:
            del self.money[one.id]
        self.taken |= {one.id for one in proposal.orders}
        return proposal

    def each(self, find: Finder) -> Iterator[Proposal]:
        for money in list(self.money.values()):
            found = find(money, self.evidence(money))
            if found is not None:
                yield self.take(found)

    def equal(self) -> Iterator[Proposal]:
        """Equal sums, those first for which most speaks; never against what speaks more for another order."""
        pairs = [
            (one.score, money, one)
            for money in self.money.values()
            for one in self.ranked[money]
            if one.same_sum
        ]
        pairs.sort(key=lambda pair: (-pair[0], pair[1].day, pair[1].id.hex))
        for score, money, found in pairs:
            if money.id not in self.money or found.order.id in self.taken:
                continue
            others = self.evidence(money)
            if score >= others[0].score:
                yield self.take(_equal(money, found, others))

    def grouped(self) -> Iterator[Proposal]:
        """The transfers whose likeliest order is the same: together they may pay it, or a part, or more than it."""
        groups: defaultdict[UUID, list[tuple[Money, Evidence]]] = defaultdict(list)
        for money in self.money.values():
            if found := [one for one in self.evidence(money) if one.score >= LEAST and not one.same_sum]:
                groups[found[0].order.id].append((money, found[0]))
        for pairs in groups.values():
            yield self.take(_grouped(pairs))


def _equal(money: Money, found: Evidence, others: Sequence[Evidence]) -> Proposal:
    rivals = [one for one in others if one.order.id != found.order.id and one.score >= found.score]
    elsewhere = [one for one in others if one.order.id != found.order.id and one.reference == "exact"]
    named = found.reference == "exact" and found.name != ""
    sure = (named or (found.name == "same" and not elsewhere)) and not rivals
    why = (*_reasons(money, found), say("The sum is the same."))
    doubts = [*_doubts(money, found), *(_rival(one) for one in [*elsewhere, *rivals][:1])]
    return Proposal(
        kind="exact", money=(money,), orders=(found.order,), why=why, differs=tuple(doubts), sure=sure
    )


def _named_together(money: Money, found: Sequence[Evidence]) -> Proposal | None:
    """One transfer whose remark names several orders, which together come to its sum."""
    named = [one for one in found if one.reference == "exact"]
    orders = tuple(one.order for one in named)
    if len(named) < 2 or sum(one.fen for one in orders) != money.fen:  # noqa: PLR2004 (several)
        return None
    why = (say("The remark names {count} orders, which together come to the sum.", count=len(orders)),)
    return Proposal(kind="joint", money=(money,), orders=orders, why=why, sure=all(one.name for one in named))


def _of_one_payer(money: Money, found: Sequence[Evidence]) -> Proposal | None:
    """One transfer over more than any of the orders of its payer, and of the units below it: some together come to its sum."""
    own = [one.order for one in found if (one.name in {"same", "above"} or one.reference == "exact")][
        :MOST_JOINT
    ]
    fits = [
        some
        for count in range(len(own), 1, -1)
        if count <= MOST_TOGETHER or count == len(own)
        for some in combinations(own, count)
        if sum(one.fen for one in some) == money.fen
    ]
    if not fits:
        return None
    why = (
        say("{count} orders of the payer or of units below it together come to the sum.", count=len(fits[0])),
    )
    doubts = (say("Other orders of theirs come to the same sum."),) if len(fits) > 1 else ()
    return Proposal(kind="joint", money=(money,), orders=fits[0], why=why, differs=doubts)


def _grouped(pairs: Sequence[tuple[Money, Evidence]]) -> Proposal:
    order = pairs[0][1].order
    pairs = sorted(pairs, key=lambda pair: (pair[0].day, pair[0].id.hex))
    chosen = _coming_to(pairs, order.fen) or _up_to(pairs, order.fen)
    money = tuple(one for one, _ in chosen)
    found = chosen[0][1]
    total = sum(one.fen for one in money)
    kind: Kind = "split" if total == order.fen else "over" if total > order.fen else "short"
    why = list(_reasons(money[0], found))
    if len(money) > 1:
        why.append(say("{count} transfers are for this order.", count=len(money)))
    doubts = [text for one, its in chosen for text in _doubts(one, its)]
    if kind != "split":
        doubts.append(_gap(total - order.fen))
    sure = kind == "split" and all(its.reference == "exact" and its.name for _, its in chosen)
    return Proposal(
        kind=kind,
        money=money,
        orders=(order,),
        why=tuple(why),
        differs=tuple(_once(doubts)),
        sure=sure,
    )


def _coming_to(pairs: Sequence[tuple[Money, Evidence]], fen: int) -> Sequence[tuple[Money, Evidence]] | None:
    """The transfers that together come to a sum exactly, few rather than many."""
    few = pairs[:MOST_JOINT]
    for count in range(1, min(len(few), MOST_TOGETHER) + 1):
        for some in combinations(few, count):
            if sum(one.fen for one, _ in some) == fen:
                return some
    return None


def _up_to(pairs: Sequence[tuple[Money, Evidence]], fen: int) -> Sequence[tuple[Money, Evidence]]:
    """The first transfers up to a sum: the one that passes it is the last."""
    chosen, total = [], 0
    for pair in pairs:
        if total >= fen:
            break
        chosen.append(pair)
        total += pair[0].fen
    return chosen


def _reasons(money: Money, found: Evidence) -> Iterator[Text]:
    if found.reference == "exact":
        yield say("The remark names the order.")
    elif found.reference == "near":
        yield say("The remark names a number that differs by one figure: {remark}", remark=money.remark)
    if found.name == "same":
        yield say("The payer is the unit or the buyer of the invoice.")
    elif found.name == "alike":
        yield say("The payer's name is like the unit's: {payer}", payer=money.payer)
    elif found.name == "above":
        yield say("The payer is a unit above the one that ordered: {payer}", payer=money.payer)


def _doubts(money: Money, found: Evidence) -> Iterator[Text]:
    if not found.name:
        yield say("The payer has another name: {payer}", payer=money.payer or "–")
    if not found.reference and numbers_in(money.remark):
        yield say("The remark names no open order: {remark}", remark=money.remark)
    elif not found.reference:
        yield say("The remark names no order.")


def _once(texts: Sequence[Text]) -> Iterator[Text]:
    return (text for at, text in enumerate(texts) if text not in texts[:at])


def _rival(other: Evidence) -> Text:
    if other.reference == "exact":
        return say("The remark names another order: {reference}", reference=other.order.reference)
    return say("Another order fits as well: {reference}", reference=other.order.reference)


def _gap(fen: int) -> Text:
    total = Quantity(abs(fen) / FEN, "yuan")
    return say("{sum} too much", sum=total) if fen > 0 else say("{sum} too little", sum=total)
