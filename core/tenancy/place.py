"""A place on disk: a province's folder or an area's, and what its ``tenant.yaml`` says of it."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from core.decisions.records import Note, record
from core.decisions.values import Text, say
from core.rules.errors import RuleError, RulesInvalid
from core.rules.overlay import merge
from core.rules.schema import Schemas, load_record
from core.rules.yaml import Map, parse
from core.tenancy.notices import Bilingual, Notices, Privacy
from core.tenancy.personnel import PersonnelColumn

TENANT_FILE = "tenant.yaml"
OWN = frozenset({"hosts"})
"""What an area never takes over from the place above it."""
PROVINCIAL = frozenset({"plugins", "zone"})
"""What one tenant can have only once, so that an area may not say it."""


@record
class Brand:
    """How the place looks, besides the files in its branding folder."""

    colour: Annotated[str, Note("main colour, #rrggbb")] = ""
    accent: Annotated[str, Note("second colour, #rrggbb")] = ""
    logo: Annotated[str, Note("file in the branding folder")] = "logo.svg"
    certificate: Annotated[Literal["landscape", "portrait"], Note("layout of its certificates")] = "landscape"


@record
class Place:
    """A province or an area: who it is, on which hosts, in which words."""

    names: Annotated[Bilingual, Note("full name", key="name")]
    year: Annotated[int, Note("the rule year that its site shows")]
    short_names: Annotated[Bilingual | None, Note("short name", key="short_name")] = None
    hosts: Annotated[
        tuple[str, ...], Note("labels under the platform's domain, or full domains of its own")
    ] = ()
    zone: Annotated[str, Note("time zone")] = "Asia/Shanghai"
    languages: Annotated[tuple[Literal["zh", "en"], ...], Note("languages offered, the first by default")] = (
        "zh",
        "en",
    )
    plugins: Annotated[tuple[str, ...], Note("plug-in modules; only a province lists them")] = ()
    vocabulary: Annotated[dict[str, Bilingual], Note("own words by key: points, credits…", key="words")] = (
        field(default_factory=dict)
    )
    brand: Annotated[Brand, Note("looks")] = Brand()
    hotline: Annotated[str, Note("public service hotline")] = ""
    login_hint: Annotated[Bilingual | None, Note("what the sign-in page says above the form")] = None
    texts: Annotated[dict[str, Bilingual], Note("further texts of its pages by key")] = field(
        default_factory=dict
    )
    personnel: Annotated[
        tuple[PersonnelColumn, ...],
        Note("columns of the sheet for personnel systems; none for no such sheet"),
    ] = ()
    notices: Annotated[Notices, Note("how people are told things")] = Notices()
    library: Annotated[
        bool, Note("whether it offers a library of laws and publicity material beside its courses")
    ] = False
    privacy: Annotated[
        Privacy | None,
        Note("privacy notice shown before personal details are taken; the platform's own when left out"),
    ] = None
    helpers: Annotated[
        Literal["nobody", "names", "contacts"],
        Note("what somebody without an account is told of a unit's administrators; shared contacts alone"),
    ] = "nobody"
    rehearsal: Annotated[
        datetime | None, Note("the moment that demo, sandbox and preview begin at; never used in earnest")
    ] = None
    id: str = ""
    """The path of the place: "north", "north/city"."""
    folder: Path = Path()

    @property
    def name(self) -> str:
        """The full name in Chinese."""
        return self.names.zh

    @property
    def short_name(self) -> str:
        """The short name in Chinese, the full one where there is none."""
        return (self.short_names or self.names).zh

    @property
    def area(self) -> str:
        """The area path below the province, "" for the province itself."""
        return self.id.partition("/")[2]

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Own words by key in Chinese, by ``key:en`` in English."""
        english = {f"{key}:en": word.en for key, word in self.vocabulary.items() if word.en}
        return {key: word.zh for key, word in self.vocabulary.items()} | english

    def problems(self) -> list[Text]:
        """Say what cannot be served."""
        found = (
            []
            if self.zone in available_timezones()
            else [say("there is no time zone {zone}", zone=self.zone)]
        )
        found += [say('"{host}" is no host name', host=host) for host in self.hosts if not _is_host(host)]
        return found

    @cached_property
    def tzinfo(self) -> ZoneInfo:
        """The time zone, for days and hours of the rules."""
        return ZoneInfo(self.zone)


def _is_host(host: str) -> bool:
    labels = host.split(".")
    return all(
        label and label.replace("-", "").isalnum() and label.isascii() and label == label.lower()
        for label in labels
    )


def read_place(folder: Path, place: str, above: Map | None = None) -> tuple[Place, Map]:
    """Return the place of a folder, an area's laid over the one above; RulesInvalid names what is wrong.

    The second value is the merged document, for the areas below.
    """
    file = folder / TENANT_FILE
    tree = parse(file.read_bytes(), f"{place}/{TENANT_FILE}") if file.is_file() else None
    merged = _merged(tree, above)
    if merged is None:
        raise FileNotFoundError(file)
    made = load_record(Place, merged, _SCHEMAS)
    return replace(made, id=place, folder=folder), merged


_SCHEMAS = Schemas({})


def _merged(tree: Map | None, above: Map | None) -> Map | None:
    if above is None:
        return tree
    inherited = Map(above.mark)
    for key, value in above.items():
        if key not in OWN:
            inherited.put(key, value, above.marks[key])
    if tree is not None:
        _refuse_provincial(tree)
    return merge(inherited, tree, Place, _SCHEMAS) if tree is not None else inherited


def _refuse_provincial(tree: Map) -> None:
    text = say("only the province says this, for all of its areas")
    errors = [RuleError(tree.marks[key], key, text) for key in sorted(PROVINCIAL & tree.keys())]
    if errors:
        raise RulesInvalid(errors)
