"""The words of a sheet: written as the reader says them, read in every language."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from core.decisions.values import Text, say
from core.web.i18n import LOCALES
from core.web.language import Reader

WHY = "why"
"""The column of results that says why a row was refused; it is never read."""

WHY_HEADING = say("Why it was refused")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Headings by column, and the words that cells may hold."""

    reader: Reader
    headings: Mapping[str, Text]
    words: frozenset[str] = field(default=frozenset())
    """Keys besides those of the columns' own that cells may hold in words."""

    def heading(self, name: str) -> str:
        """Return a column's heading."""
        return self.reader.sentence(WHY_HEADING if name == WHY else self.headings[name])

    def known_headings(self) -> dict[str, str]:
        """Return the column of each heading in each language."""
        texts = {**self.headings, WHY: WHY_HEADING}
        return {reader.sentence(text): name for reader in self.readers() for name, text in texts.items()}

    def key(self, word: str, among: Collection[str]) -> str:
        """Return the key among some that a cell's word stands for, or the word itself."""
        return self.keys(among).get(word, word)

    def keys(self, among: Collection[str]) -> dict[str, str]:
        """Return the key of each word that stands for one of some, in every language."""
        return {reader.word(key): key for reader in self.readers() for key in among}

    def examples(self) -> set[str]:
        """Return the words that mark the template's example."""
        return {reader.word("example_row") for reader in self.readers()}

    def readers(self) -> Iterator[Reader]:
        """Yield a reader of each language, in the tenant's words."""
        for locale in LOCALES:
            yield Reader(locale, self.reader.words, self.reader.zone)
