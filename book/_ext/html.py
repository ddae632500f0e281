"""A document node for any HTML element, so that directives can write accessible HTML around parsed Markdown.

Builders other than HTML write the children only, which keeps every widget readable in print.
"""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator
from sphinx.writers.html5 import HTML5Translator

VOID = {"input"}
SPOKEN = ("aria-label", "data-title")  # attributes that hold words, which translators translate


class tag(nodes.General, nodes.Element, addnodes.translatable):
    """One HTML element; build it with `element`."""

    def preserve_original_messages(self) -> None:
        """Do nothing: the words stay in the attributes until they are translated."""

    def extract_original_messages(self) -> list[str]:
        """Return the words in attributes."""
        return [self["attributes"][name] for name in SPOKEN if self["attributes"].get(name)]

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Put the translation in place of words in an attribute."""
        for name in SPOKEN:
            if self["attributes"].get(name) == original_message:
                self["attributes"][name] = translated_message


class phrase(nodes.General, nodes.TextElement):
    """Words inside an element, which Sphinx finds and translates like a paragraph; writes nothing around them."""


def element(name: str, /, *children: nodes.Node | str, **attributes: str | bool) -> tag:
    """Return an HTML element.

    Args:
        name: The element's name, such as ``section``.
        children: Document nodes, or strings, which become text.
        attributes: HTML attributes; a trailing underscore is dropped and other underscores become hyphens
            (``class_``, ``data_unit``). True writes the attribute without a value, False leaves it out.
    """
    node = tag()
    node["name"] = name
    node["attributes"] = {
        key.rstrip("_").replace("_", "-"): "" if value is True else value
        for key, value in attributes.items()
        if value is not False
    }
    node.extend(nodes.Text(child) if isinstance(child, str) else child for child in children)
    return node


def visit_html(translator: HTML5Translator, node: tag) -> None:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node["attributes"].items())
    translator.body.append(f"<{node['name']}{attributes}>")


def depart_html(translator: HTML5Translator, node: tag) -> None:
    if node["name"] not in VOID:
        translator.body.append(f"</{node['name']}>")


def pass_through(translator: SphinxTranslator, node: tag) -> None:
    """Write nothing for the element itself."""


def setup(app: Sphinx) -> dict[str, bool]:
    plain = (pass_through, pass_through)
    app.add_node(tag, html=(visit_html, depart_html), latex=plain, text=plain, man=plain, texinfo=plain)
    app.add_node(phrase, html=plain, latex=plain, text=plain, man=plain, texinfo=plain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
