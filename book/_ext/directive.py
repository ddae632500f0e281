"""What the book's directives share: parsing MyST, and errors that name the page and the line."""

from __future__ import annotations

from abc import abstractmethod

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from book._ext.html import phrase


class BookDirective(SphinxDirective):
    """A directive; subclasses write `render`."""

    def run(self) -> list[nodes.Node]:
        """Return the directive's nodes; a file that is missing becomes an error at the directive's line."""
        try:
            return self.render()
        except ExtensionError as problem:
            raise self.error(str(problem)) from None

    @abstractmethod
    def render(self) -> list[nodes.Node]:
        """Return the directive's nodes."""

    def blocks(self, text: str, offset: int = 0) -> list[nodes.Node]:
        """Return the nodes of a MyST text, paragraphs and all.

        Args:
            text: MyST source.
            offset: Lines between the start of the directive's content and the text, for messages.
        """
        holder = nodes.Element()
        lines = StringList(text.splitlines(), source=self.env.docname)
        self.state.nested_parse(lines, self.content_offset + offset, holder)
        return list(holder.children)

    def inline(self, text: str) -> list[nodes.Node]:
        """Return the nodes of a one-paragraph MyST text without its paragraph, still one text to translate."""
        parsed = self.blocks(text.strip())
        if len(parsed) == 1 and isinstance(parsed[0], nodes.paragraph):
            (paragraph,) = parsed
            words = phrase(paragraph.rawsource, "", *paragraph.children)
            words.source, words.line = paragraph.source, paragraph.line
            return [words]
        return parsed
