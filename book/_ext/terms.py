r"""Definitions at hand: a link to a term, a symbol or a source shows what is meant where it stands.

.. code-block:: markdown

    The {term}`residuals <residual>` of {symbol}`\hat y`, by least squares {cite}`efron2004`.

``{term}`` and ``{cite}`` are Sphinx's and sphinxcontrib-bibtex's; ``{symbol}`` links a formula to its entry on the page
on notation. Each definition that a page links to stands in it once more, out of sight, as the link's description:
screen readers say it after the link, the page's script (``book/web/terms.ts``) shows it when the link is pointed at,
tapped or focused. Without scripts the link works.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from book._ext.html import element, tag
from book._ext.sources import cited, text, works

USES = "uses-terms"  # in the metadata of a page


class Symbol(SphinxRole):
    r"""``{symbol}`\hat y```: a formula that is a term of the page on notation."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        link = addnodes.pending_xref(
            self.rawtext,
            nodes.math(self.text, self.text),
            refdomain="std",
            reftype="term",
            reftarget=self.text,
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=True,
        )
        self.set_source_info(link)
        return [link], []


def note_use(app: Sphinx, doctree: nodes.document) -> None:
    """Remember that a page shows definitions of other pages."""
    if any(link["reftype"] == "term" for link in doctree.findall(addnodes.pending_xref)):
        app.env.metadata[app.env.docname][USES] = True


def read_again(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have pages that show definitions built again when definitions have changed."""
    defining = {page for page, _ in env.get_domain("std").data["objects"].values()}
    return [page for page, data in env.metadata.items() if USES in data] if defining & changed else []


def describe(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Turn the page's links to definitions into links with a description."""
    if app.builder.format != "html":
        return
    tips: dict[str, tag] = {}
    known = definitions(app, page) | sources(app, page)
    for link in list(doctree.findall(nodes.reference)):
        address = link.get("refuri") or f"#{link.get('refid', '')}"
        if address in known:
            name = f"about-{address.rpartition('#')[2]}"
            if name not in tips:
                tips[name] = element("div", *plain(known[address]), class_="term-tip", id=name, role="tooltip")
                tips[name]["attributes"]["popover"] = "manual"
            described = element("a", *link.children, class_="reference internal term-link", href=address)
            described["attributes"] |= {"aria-describedby": name, "data-widget": "term"}
            if isinstance(link.children[0], nodes.math):  # typeset, which is no name for a link: "hat y"
                described["attributes"]["aria-label"] = link.astext().replace("\\", "")
            link.replace_self(described)
    doctree += list(tips.values())


def definitions(app: Sphinx, page: str) -> dict[str, nodes.Element]:
    """Return the definition of every term by its address as the page writes it."""
    found: dict[str, nodes.Element] = {}
    if USES not in app.env.metadata[page]:
        return found
    terms = [place for (kind, _), place in app.env.get_domain("std").data["objects"].items() if kind == "term"]
    for defining in {name for name, _ in terms}:
        target = relative(app, page, defining)
        for term in app.env.get_doctree(defining).findall(nodes.term):
            definition = term.next_node(nodes.definition, descend=False, siblings=True)
            found |= {f"{target}#{name}": definition for name in term["ids"] if definition is not None}
    return found


def sources(app: Sphinx, page: str) -> dict[str, nodes.Element]:
    """Return the works that a page cites by the addresses of their entries."""
    keys = cited(app, page)
    return {
        f"{relative(app, page, work.bibliography_key.docname)}#{work.citation_id}": nodes.container("", text(work))
        for key, work in works(app).items()
        if key in keys
    }


def relative(app: Sphinx, page: str, other: str) -> str:
    """Return the address of another page as a page writes it."""
    return "" if other == page else app.builder.get_relative_uri(page, other)


def plain(definition: nodes.Element) -> list[nodes.Node]:
    """Return a copy of a definition's first paragraph without links, and without ids, of which a page has one each."""
    copy = definition.deepcopy()
    for node in list(copy.findall(nodes.Element)):
        node["ids"] = []
        if isinstance(node, addnodes.pending_xref | nodes.reference):
            node.replace_self(node.children)
    paragraph = next(copy.findall(nodes.paragraph))
    return [element("p", *paragraph.children)]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_role("symbol", Symbol())
    app.connect("doctree-read", note_use)
    app.connect("env-get-outdated", read_again)
    app.connect("doctree-resolved", describe, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
