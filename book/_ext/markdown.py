"""Parsing MyST text from inside a directive."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective


def blocks(directive: SphinxDirective, text: str, offset: int = 0) -> list[nodes.Node]:
    """Return the document nodes of a MyST text, paragraphs and all.

    Args:
        directive: The directive that parses.
        text: MyST source.
        offset: Lines between the directive's content and the text, for messages.
    """
    holder = nodes.Element()
    lines = StringList(text.splitlines(), source=directive.env.docname)
    directive.state.nested_parse(lines, directive.content_offset + offset, holder)
    return list(holder.children)


def inline(directive: SphinxDirective, text: str) -> list[nodes.Node]:
    """Return the nodes of a one-paragraph MyST text without the paragraph around it."""
    parsed = blocks(directive, text.strip())
    if len(parsed) == 1 and isinstance(parsed[0], nodes.paragraph):
        return list(parsed[0].children)
    return parsed
