"""What is left of what editors write: words in order, and nothing that runs, loads from elsewhere or dresses itself."""

from html.parser import HTMLParser

import pytest

from core.web.richtext import ATTRIBUTES, TAGS, clean, kept, plain_text, render


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """What a browser would find: every element with its attributes."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    Reader().feed(text)
    return found


FILE = "/files/0a1b2c3d-1111-2222-3333-444455556666"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>",
        '<a href="javascript:alert(1)">链接</a>',
        '<a href="JaVaScRiPt&#58;alert(1)">链接</a>',
        '<a href="data:text/html,x">链接</a>',
        '<p onclick="alert(1)">文</p>',
        '<iframe src="https://example.com"></iframe>',
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "<b <script>alert(1)</script>>文</b>",
        '<style>p {color: red}</style><p style="color: red" class="x">文</p>',
        "<form action=/sign-out><button>按</button></form>",
    ],
)
def test_nothing_of_it_runs_or_dresses_itself(attack):
    for text, kind in ((attack, "html"), (attack, "markdown"), (clean(attack), "html")):
        for tag, attributes in elements(render(text, kind)):
            assert tag in TAGS
            assert set(attributes) <= ATTRIBUTES.get(tag, set()) | {"rel", "target"}
            assert attributes.get("href", "https:").startswith(("https:", "http:", "/"))


@pytest.mark.parametrize(
    "source",
    [
        "https://example.com/a.png",
        "//example.com/a.png",
        "data:image/png;base64,AA",
        "/sign-out",
        FILE + "/../x",
    ],
)
def test_a_picture_from_anywhere_but_the_sites_own_files_goes(source):
    assert "<img" not in clean(f'<p>前<img src="{source}">后</p>')


def test_a_picture_of_the_site_stays_with_its_words():
    assert (
        clean(f'<p><img src="{FILE}" alt="国徽" width="900"></p>') == f'<p><img src="{FILE}" alt="国徽"></p>'
    )


def test_a_link_opens_beside_the_lesson_and_tells_nobody_whence():
    left = clean('<a href="https://example.com/law">全文</a>')
    assert 'target="_blank"' in left
    assert 'rel="noopener noreferrer"' in left


def test_word_processors_habits_become_plain_structure():
    assert (
        clean("<h1>一</h1><div>二<b>三</b><i>四</i></div>")
        == "<h2>一</h2><p>二<strong>三</strong><em>四</em></p>"
    )
    assert clean("<p>甲</p><p> </p><p>乙</p>") == "<p>甲</p><p>乙</p>"


def test_markdown_is_kept_as_typed_and_rich_text_cleaned():
    assert kept("  **要点**\r\n<b>x</b> ", "markdown") == "**要点**\n<b>x</b>"
    assert kept("<b>要点</b><script>x</script>", "html") == "<strong>要点</strong>"


def test_the_words_alone_keep_their_blocks_apart():
    assert plain_text("<p>第一&nbsp;条</p><p>a &lt;b&gt; &amp; c</p>", "html") == "第一 条 a <b> & c"
    assert plain_text("## 总则\n\n第一条", "markdown") == "总则 第一条"
