"""Text as editors write it, Markdown or rich text, made into clean HTML: when it is kept, and again when it is shown.

Whatever was written, nothing of it runs, loads from elsewhere or dresses itself: the elements below, links that open
beside the lesson (leaving it would end its time), and pictures of this site's own files are all that is left.
"""

import html
import re

import nh3
from markdown_it import MarkdownIt

FORMATS = ("markdown", "html")
HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}
"""The page itself has the first heading; what is deeper than the fourth reads as the fourth."""

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "u", "s", "blockquote", "br", "hr", "code"}
TAGS |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "a", "img", "figure", "figcaption"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
OWN_FILES = re.compile(r"/files/[0-9a-f-]{36}(/[^/?#\\]*)?")
"""Addresses of this site's own files; a picture from elsewhere would tell another server who reads."""

BOLD = re.compile(r"\*\*([^*<>]+)\*\*")
"""What CommonMark leaves beside full-width quotation marks, which it takes for the end of a word."""
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
SYNONYMS = re.compile(r"(?i)<(/?)(h1|h5|h6|b|i|del|strike|div)(?=[\s>/])")
MEANT = HEADINGS | {"b": "strong", "i": "em", "del": "s", "strike": "s", "div": "p"}
SPACES = re.compile(r"[ \t\r\n\u00a0\u3000]+")
NOTHING = re.compile(r"<p>\s*</p>|<img(?![^>]*\ssrc=)[^>]*>|<a(?![^>]*\shref=)[^>]*></a>")
"""What the cleaning leaves without content."""
AT_ENDS = re.compile(r"^(<p><br></p>\s*)+|(\s*<p><br></p>)+$")
BLOCK_ENDS = re.compile(r"(?i)</(p|h[2-4]|li|tr|td|th|blockquote|figcaption|caption)>|<(br|hr)\s*/?>")


def clean(text: str) -> str:
    """Return rich text without anything that is not in the lists above."""
    renamed = SYNONYMS.sub(lambda found: f"<{found[1]}{MEANT[found[2].lower()]}", text)
    cleaned = nh3.clean(
        renamed,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return AT_ENDS.sub("", NOTHING.sub("", cleaned).strip())


def render(text: str, kind: str) -> str:
    """Return a text of either format as clean HTML."""
    return clean(text if kind == "html" else BOLD.sub(r"<strong>\1</strong>", MARKDOWN.render(text)))


def kept(text: str, kind: str) -> str:
    """Return a text as it is kept: rich text cleaned, Markdown as it was typed."""
    plain = text.replace("\r\n", "\n").strip()
    return clean(plain) if kind == "html" else plain


def plain_text(text: str, kind: str) -> str:
    """Return the words alone, blocks parted by blanks: what a search looks through."""
    parted = BLOCK_ENDS.sub(" ", render(text, kind))
    return SPACES.sub(" ", html.unescape(nh3.clean(parted, tags=set()))).strip()


def _allowed(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not OWN_FILES.fullmatch(value):
        return None
    return value
