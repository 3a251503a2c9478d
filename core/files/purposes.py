"""What files are brought for: which families of content each purpose takes, and how large they may be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.files.families import Family
from core.settings import BadSettings

MB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """A use of files; ``most`` gives the largest size in MB for each family that it takes."""

    name: str
    most: Mapping[Family, int]
    longest_side: int = 4000
    """Pictures with more pixels on a side are made smaller when they are encoded anew."""

    def limit(self, family: Family) -> int:
        """Return the largest size in bytes of a family that it takes."""
        return self.most[family] * MB

    @property
    def largest(self) -> int:
        """The largest size in bytes of any family."""
        return max(self.most.values()) * MB


PURPOSES: Mapping[str, Purpose] = {
    purpose.name: purpose
    for purpose in (
        Purpose(
            name="lesson",
            most={
                Family.VIDEO: 500,
                Family.AUDIO: 100,
                Family.PDF: 50,
                Family.IMAGE: 10,
                Family.SHEET: 20,
                Family.DOCUMENT: 20,
            },
            longest_side=1920,
        ),
        Purpose(name="evidence", most={Family.PDF: 20, Family.IMAGE: 10}),
        Purpose(name="voucher", most={Family.PDF: 20, Family.IMAGE: 10}),
        Purpose(
            name="download",
            most={
                Family.PDF: 50,
                Family.IMAGE: 10,
                Family.SHEET: 20,
                Family.DOCUMENT: 20,
                Family.VIDEO: 200,
            },
        ),
        Purpose(name="code", most={Family.IMAGE: 2}, longest_side=1000),
        Purpose(name="invoice", most={Family.PDF: 20, Family.OFD: 10, Family.XML: 5}),
        Purpose(name="statement", most={Family.SHEET: 20, Family.TABLE: 20}),
        Purpose(name="roster", most={Family.SHEET: 20, Family.TABLE: 20}),
        Purpose(name="marks", most={Family.SHEET: 20, Family.TABLE: 20, Family.PDF: 20, Family.IMAGE: 10}),
    )
}


def with_limits(limits: Mapping[str, int]) -> Mapping[str, Purpose]:
    """Return the purposes with other sizes in MB, by "purpose/family"; raises BadSettings for one that there is not."""
    changed = dict(PURPOSES)
    for name, most in limits.items():
        purpose, _, family = name.partition("/")
        if purpose not in changed or family not in changed[purpose].most:
            known = ", ".join(f"{one.name}/{family}" for one in PURPOSES.values() for family in one.most)
            raise BadSettings(f"FILES_LIMITS: there is no {name}; there are {known}")
        changed[purpose] = replace(changed[purpose], most={**changed[purpose].most, Family(family): most})
    return changed
