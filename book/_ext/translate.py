"""Makes the words that directives write translatable: by itself Sphinx lists texts of documents, not of HTML elements.

``python -m book gettext`` writes the catalogues. Words of the page's script are not in them.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from book._ext.html import phrase, tag


class FindPhrases(SphinxTransform):
    """Wraps words that stand in an element by themselves; runs before Sphinx looks for what to translate."""

    default_priority = 5

    def apply(self, **kwargs: object) -> None:
        for node in list(self.document.findall(tag)):
            place = place_of(node)
            if not node.source:
                node.source, node.line = place
            for child in list(node.children):
                if isinstance(child, nodes.Text) and any(letter.isalpha() for letter in child):
                    words = phrase(child.astext().strip(), "", nodes.Text(child))
                    words.source, words.line = place
                    node.replace(child, words)


def place_of(node: nodes.Element) -> tuple[str, int]:
    """Return the file and the line of a node, or of the nearest node around it that knows them."""
    around: nodes.Element | None = node
    while around is not None:
        if around.source and around.line:
            return around.source, around.line
        around = around.parent
    assert node.document is not None
    return node.document["source"], 1


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(FindPhrases)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
