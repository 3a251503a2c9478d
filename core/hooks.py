"""The hooks of xuefa: what a plug-in or a province may offer.

Hooks offer named parts; the rules of a year pick one by name and give its numbers, so that last
year's result stays computable after this year's change. A plug-in is a module with functions that
carry the names below and ``@hookimpl``. ``docs/plugins.md`` lists every hook and is written from here.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pluggy

from core.decisions.accounts import LoginProvider, NumberScheme
from core.decisions.certificates import CertificateScheme
from core.decisions.channels import Channel
from core.decisions.charges import Tariff
from core.decisions.credit import CreditRule
from core.decisions.eligibility import Check
from core.decisions.exemptions import ExemptionCheck
from core.decisions.outcome import Formula
from core.decisions.payments import PaymentChannel
from core.decisions.records import Parts
from core.decisions.slots import SlotPlan
from core.decisions.values import Text, say
from core.errors import XuefaError

PROJECT = "xuefa"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Something that has happened in a tenant and is committed: "learner.passed" or "account.locked"."""

    event: str
    tenant: str
    subject: str
    at: datetime
    facts: tuple[tuple[str, str], ...] = ()


class Hooks:
    """The specifications; pluggy calls each on every plug-in that a tenant lists, the tenant's own last."""

    @hookspec
    def credit_rules(self) -> list[type[CreditRule]]:  # type: ignore[empty-body]
        """Offer parts that say what an act of study earns."""

    @hookspec
    def eligibility_checks(self) -> list[type[Check]]:  # type: ignore[empty-body]
        """Offer parts that answer a condition: study done, day-before gate, makeup group, regularity."""

    @hookspec
    def slot_planners(self) -> list[type[SlotPlan]]:  # type: ignore[empty-body]
        """Offer parts that lay out when an exam can be sat."""

    @hookspec
    def outcome_formulas(self) -> list[type[Formula]]:  # type: ignore[empty-body]
        """Offer parts that make the year's result of study and exam."""

    @hookspec
    def exemption_checks(self) -> list[type[ExemptionCheck]]:  # type: ignore[empty-body]
        """Offer parts that tell from the record whether a reason for exemption applies."""

    @hookspec
    def tariffs(self) -> list[type[Tariff]]:  # type: ignore[empty-body]
        """Offer parts that price participants."""

    @hookspec
    def login_providers(self) -> list[type[LoginProvider]]:  # type: ignore[empty-body]
        """Offer parts that read what a learner typed to sign in."""

    @hookspec
    def account_numbers(self) -> list[type[NumberScheme]]:  # type: ignore[empty-body]
        """Offer parts that check and hand out account numbers."""

    @hookspec
    def certificate_numbers(self) -> list[type[CertificateScheme]]:  # type: ignore[empty-body]
        """Offer parts that write the numbers of certificates."""

    @hookspec
    def channels(self) -> list[type[Channel]]:  # type: ignore[empty-body]
        """Offer parts that carry messages out of the platform; ``tenant.yaml`` names those that a place uses."""

    @hookspec
    def payment_channels(self) -> list[type[PaymentChannel]]:  # type: ignore[empty-body]
        """Offer parts that let orders be paid online; a tenant uses those that its home has settings for."""

    @hookspec
    def announce(self, announcement: Announcement) -> None:
        """Hear of something that has happened, after it is committed; a failure here undoes nothing."""


FAMILIES: Mapping[str, type] = {
    "credit_rules": CreditRule,
    "eligibility_checks": Check,
    "slot_planners": SlotPlan,
    "outcome_formulas": Formula,
    "exemption_checks": ExemptionCheck,
    "tariffs": Tariff,
    "login_providers": LoginProvider,
    "account_numbers": NumberScheme,
    "certificate_numbers": CertificateScheme,
    "channels": Channel,
    "payment_channels": PaymentChannel,
}
"""The hooks that offer parts, with the contract that each part keeps."""


class PluginFault(XuefaError):
    """A plug-in that cannot be used: it fails to load, raises, or offers something that is no part."""

    code, status = "plugin_fault", 503


def build_manager(plugins: Iterable[tuple[str, object]]) -> pluggy.PluginManager:
    """Return a plugin manager with these named modules in this order; PluginFault for a hook that does not exist."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    for name, module in plugins:
        try:
            manager.register(module, name=name)
        except (ValueError, pluggy.PluginValidationError) as fault:
            raise _fault(name, str(fault)) from fault
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as fault:
        raise _fault(str(getattr(fault.plugin, "__name__", fault.plugin)), str(fault)) from fault
    return manager


def parts_of(manager: pluggy.PluginManager) -> Parts:
    """Return every offered part by contract and name; PluginFault names the modules when two have one name."""
    parts: dict[type[Any], dict[str, type[Any]]] = {}
    for hook, contract in FAMILIES.items():
        named = parts.setdefault(contract, {})
        for plugin, cls in _offers(manager, hook):
            _check(plugin, cls, contract)
            if cls.name in named:
                raise PluginFault(_two(cls, named[cls.name]))
            named[cls.name] = cls
    return parts


def _two(cls: type[Any], other: type[Any]) -> Text:
    return say(
        'two parts are named "{name}": one in {first}, one in {second}',
        name=cls.name,
        first=other.__module__,
        second=cls.__module__,
    )


def _offers(manager: pluggy.PluginManager, hook: str) -> Iterator[tuple[str, Any]]:
    # Each function is called by itself, so that the one to blame can be named.
    for impl in getattr(manager.hook, hook).get_hookimpls():
        try:
            offered = list(impl.function())
        except (Exception, SystemExit) as fault:
            raise _fault(impl.plugin_name, f"{hook}: {type(fault).__name__}: {fault}") from fault
        for cls in offered:
            yield impl.plugin_name, cls


def _fault(plugin: str, why: str) -> PluginFault:
    return PluginFault(say("the plug-in {plugin} cannot be used: {why}", plugin=plugin, why=why))


def _check(plugin: str, cls: Any, contract: type[Any]) -> None:
    if not isinstance(cls, type) or not dataclasses.is_dataclass(cls) or not getattr(cls, "name", ""):
        raise _fault(plugin, f"{cls!r} is offered as a {contract.__name__} and is not made with @part")
    for method in _methods(contract):
        if getattr(cls, method, None) in {None, getattr(contract, method)}:
            raise _fault(plugin, f"{cls.__name__} is offered as a {contract.__name__} and has no {method}()")


def _methods(contract: type[Any]) -> list[str]:
    return [name for name, value in vars(contract).items() if callable(value) and not name.startswith("_")]


def tell(manager: pluggy.PluginManager, announcement: Announcement) -> tuple[PluginFault, ...]:
    """Let every plug-in hear an announcement; what each raises is returned, none keeps another from hearing."""
    faults = []
    for impl in manager.hook.announce.get_hookimpls():
        try:
            impl.function(*[announcement][: len(impl.argnames)])
        except (Exception, SystemExit) as fault:  # noqa: BLE001  # what has happened stays so
            faults.append(_fault(impl.plugin_name, f"announce: {type(fault).__name__}: {fault}"))
    return tuple(faults)
