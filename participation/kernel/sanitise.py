"""Staff-written Markdown to safe HTML. The only importer of bleach; nh3 is a second wall behind
it."""

from __future__ import annotations

import bleach
import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = frozenset(
    {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "hr"}
)
ATTRIBUTES = {"a": ["href", "title"], "ol": ["start"]}
PROTOCOLS = frozenset({"https", "mailto"})

# html=False: raw HTML in the source is shown as text. Images are off, they would be requests to
# third parties.
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def render_markdown(source: str) -> Markup:
    """Return sanitised HTML for Markdown written by staff.

    Headings start at level 2 because the page owns level 1; links lead to https or mailto only.
    """
    html = _markdown.render(source or "").replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    html = bleach.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, strip_comments=True
    )
    allowed = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    # Markup is right here and only here: both cleaners have gone over the text.
    return Markup(  # noqa: S704
        nh3.clean(
            html,
            tags=set(TAGS),
            attributes=allowed,
            url_schemes=set(PROTOCOLS),
            link_rel="noopener",
        )
    )
