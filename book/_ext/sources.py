"""``{sources}``: the works that a page cites, as the page *Sources* lists them. Takes no arguments.

.. code-block:: markdown

    It found what we found {cite}`efron2004`.

    ```{sources}
    ```

``{cite}`` is sphinxcontrib-bibtex's. Its links lead to the one list of the whole book, ``sources.md``, because an entry
has one place; here its text stands once more, for whoever reads or prints the page alone.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation
from sphinxcontrib.bibtex.transforms import BibliographyTransform, node_text_transform

from book._ext.directive import BookDirective


class cited_here(nodes.General, nodes.Element):
    """Where the list goes, until all pages are read."""


class Sources(BookDirective):
    """The directive."""

    def render(self) -> list[nodes.Node]:
        return [cited_here()]


def works(app: Sphinx) -> dict[str, Citation]:
    """Return every entry of the book's list by its key, in the order of that list; none where nothing is ever cited."""
    domain = app.env.domains.get("cite")
    return {citation.key: citation for citation in domain.citations} if isinstance(domain, BibtexDomain) else {}


def cited(app: Sphinx, page: str) -> set[str]:
    """Return the keys that a page cites."""
    domain = app.env.domains.get("cite")
    places = domain.citation_refs if isinstance(domain, BibtexDomain) else []
    return {target.key for place in places if place.docname == page for target in place.targets}


def text(citation: Citation) -> nodes.Element:
    """Return an entry as a paragraph."""
    paragraph: nodes.Element = BibliographyTransform.backend.paragraph(citation.formatted_entry)
    node_text_transform(paragraph)
    return paragraph


def write_lists(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the entries that a page cites into its list."""
    for place in list(doctree.findall(cited_here)):
        keys = cited(app, page)
        items = [nodes.list_item("", text(work)) for key, work in works(app).items() if key in keys]
        place.replace_self(nodes.bullet_list("", *items, classes=["sources"]))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_node(cited_here)
    app.add_directive("sources", Sources)
    app.connect("doctree-resolved", write_lists)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
