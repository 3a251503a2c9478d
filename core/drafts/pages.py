"""What the pages of a draft are made of: the draft tried, its year told in words, and what it changes."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from core.drafts.finding import Draft, draft_in
from core.drafts.publishing import authors_of
from core.drafts.trying import CasesRun, Tryout
from core.errors import NotFound
from core.rulebook.comparing import Comparison, compare
from core.rulebook.opening import Book, Edition, Shelf, shelf_for
from core.web.site import the_site, viewer_here


@dataclass(frozen=True)
class Desk:
    """A draft open on an office's desk; everything that costs time is made when a page asks for it."""

    shelf: Shelf
    draft: Draft

    @cached_property
    def tryout(self) -> Tryout:
        """The draft laid over the rules in force."""
        return self.draft.tried(self.shelf)

    @cached_property
    def cases(self) -> CasesRun:
        """The cases beside it, run."""
        return self.draft.cases(self.tryout)

    @cached_property
    def tried_shelf(self) -> Shelf:
        """The shelf as it would be with the draft; the tenant on it serves nobody."""
        return Shelf(self.tryout.tenant, self.shelf.area, self.shelf.year)

    @property
    def edition(self) -> Edition:
        """The draft's year and place."""
        return Edition(self.draft.row.year, self.draft.row.area)

    @cached_property
    def book(self) -> Book | None:
        """The year as it would be, in words; None while it is not complete."""
        return self.tried_shelf.open(self.edition) if self.tryout.found else None

    @cached_property
    def compared(self) -> Comparison | None:
        """What it changes: against the year in force, otherwise against the year before; None where there is neither."""
        before = self._before()
        return compare(before, self.book) if before and self.book else None

    def _before(self) -> Book | None:
        row = self.draft.row
        earlier = sorted((year for year in self.shelf.years(row.area) if year <= row.year), reverse=True)
        try:
            return self.shelf.open(Edition(earlier[0], row.area)) if earlier else None
        except NotFound:
            return None

    @property
    def wrote(self) -> bool:
        """Whether the viewer wrote in it, and so cannot approve it."""
        viewer = viewer_here()
        return (viewer.administrator_id or viewer.id) in authors_of(self.draft.row.id)


def the_shelf() -> Shelf:
    """Return what the office that looks may open; NotFound for everybody else."""
    return shelf_for(viewer_here(), the_site())


def desk_of(draft: UUID) -> Desk:
    """Return a draft on the desk of the office that looks; NotFound for every other."""
    shelf = the_shelf()
    return Desk(shelf, draft_in(shelf, draft))
