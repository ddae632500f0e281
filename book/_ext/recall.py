"""``{recall} id``: a question that comes back in later units, at growing intervals; ``{recall-due}``: where it does.

.. code-block:: markdown

    ```{recall} why-standardize
    question: Why do we standardize before we walk down the gradient?
    answer: The bowl becomes round, so one rate suits both numbers.
    ```

    ```{recall-due}
    ```

The body is YAML, its texts are MyST of plain words, emphasis and code: a question is shown away from its page, where
links and formulas would lead nowhere. Instead of the ``answer`` there may be ``choices`` as in ``{quiz}``. The unit
that defines a question does not show it. All questions go into ``_files/recall.json``, from which the script of a
``{recall-due}`` picks those due for this reader; one who has begun nothing is asked those of the unit's prerequisites.
Without JavaScript these are shown with folded answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.osutil import relative_uri

from book._ext.directive import BookDirective
from book._ext.html import element
from book._ext.units import Unit, depend, load, plain

FILE = "_files/recall.json"
TAGS = {nodes.emphasis: "em", nodes.strong: "strong", nodes.literal: "code", nodes.superscript: "sup"}

Question = dict[str, Any]


class recall_text(nodes.General, nodes.Element):
    """One text of a question, such as its answer; no builder writes it where it stands."""


class recall_due(nodes.General, nodes.Element):
    """Where the questions of earlier units come back."""


class Recall(BookDirective):
    """Defines a question; its argument is an id, unique on the page."""

    required_arguments = 1
    has_content = True

    def render(self) -> list[nodes.Node]:
        body = self.body()
        question: Question = {"id": self.arguments[0]}
        texts = [self.text(question, "question", body)]
        if "answer" in body:
            texts.append(self.text(question, "answer", body))
        else:
            question["choices"] = [{"right": choice.get("right") is True} for choice in body["choices"]]
            pairs = zip(question["choices"], body["choices"], strict=True)
            texts += [self.text(kept, key, given) for kept, given in pairs for key in ("text", "explain")]
        self.add(question)
        return texts

    def add(self, question: Question) -> None:
        """Add a question to those of the page's unit."""
        unit = load(self.env).on(self.env.docname)
        if unit is None:
            raise self.error("recall questions belong to a unit: give the page's front matter a `unit` mapping")
        known = questions(self.env).setdefault(unit.page, [])
        if any(other["id"] == question["id"] for other in known):
            raise self.error(f"the recall question {question['id']!r} stands on this page already: choose another id")
        question.update(unit=unit.id, page=unit.page, title=plain(unit.title))
        known.append(question)

    def text(self, kept: dict[str, Any], key: str, given: dict[str, Any]) -> nodes.Node:
        """Return a text as a node, and keep it as HTML."""
        node = recall_text("", *self.blocks(str(given[key])), kept=kept, key=key)
        kept[key] = html(node)
        return node

    def body(self) -> dict[str, Any]:
        """Return the checked YAML body."""
        try:
            body = yaml.safe_load("\n".join(self.content))
            if not body["question"] or ("answer" in body) == ("choices" in body):
                raise KeyError("answer")
            choices = body.get("choices", [])
            whole = all(choice["text"] and choice["explain"] for choice in choices)
            if not whole or (choices and sum(choice.get("right") is True for choice in choices) != 1):
                raise KeyError("right")
        except yaml.YAMLError as problem:
            raise self.error(f"recall {self.arguments[0]} is not YAML: {' '.join(str(problem).split())}") from None
        except (KeyError, TypeError):
            raise self.error(
                f"recall {self.arguments[0]} needs a question, and an answer or "
                "choices with text and explain, one `right: true`"
            ) from None
        return body


class RecallDue(BookDirective):
    """Shows what is due; takes no arguments."""

    has_content: ClassVar[bool] = False

    def render(self) -> list[nodes.Node]:
        units = load(self.env)
        unit = units.on(self.env.docname)
        before = units.before(unit) if unit else []
        depend(self.env, before)
        box = element(
            "section",
            element("p", "Do you still know?", class_="widget-label"),
            recall_due(pages=[one.page for one in before]),
            class_="recall widget",
            aria_label="Recall",
            data_widget="recall",
            data_unit=unit.id if unit else "",
            data_before=" ".join(one.id for one in before),
            data_questions=relative_uri(f"{self.env.docname}.html", FILE),
        )
        return [box]


def html(node: nodes.Node) -> str:
    """Return a node as HTML that means the same on every page."""
    if isinstance(node, nodes.Text):
        return escape(node.astext(), quote=False)
    inner = "".join(map(html, node.children))
    if isinstance(node, recall_text):
        return inner
    if isinstance(node, nodes.paragraph):
        return f"<p>{inner}</p>"
    if type(node) not in TAGS:
        raise ExtensionError(
            f"a recall question has a {node.__class__.__name__.replace('_', ' ')}, "
            "which cannot come back on another page: write it in plain words, emphasis and code"
        )
    return f"<{TAGS[type(node)]}>{inner}</{TAGS[type(node)]}>"


def keep_translated(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the texts as they are once a translation has been put in."""
    for node in doctree.findall(recall_text):
        node["kept"][node["key"]] = html(node)
        del node["kept"]


def folded(question: Question, page: str) -> nodes.Node:
    """Return a question with its answer in a closed box."""
    right = next((choice for choice in question.get("choices", []) if choice["right"]), {})
    answer = question.get("answer") or right["text"] + right["explain"]
    home = element("a", question["title"], href=relative_uri(f"{page}.html", f"{question['page']}.html"))
    return element(
        "details",
        element("summary", nodes.raw("", unwrapped(question["question"]), format="html")),
        element("div", nodes.raw("", answer, format="html")),
        element("p", "From ", home, class_="recall-home"),
    )


def unwrapped(paragraph: str) -> str:
    """Return the HTML of one paragraph without the paragraph."""
    return paragraph.removeprefix("<p>").removesuffix("</p>")


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the prerequisites' questions where questions come back."""
    for place in list(doctree.findall(recall_due)):
        found = [question for other in place["pages"] for question in questions(app.env).get(other, [])]
        items: list[nodes.Node] = [folded(question, page) for question in found]
        nothing = element("p", "Questions of earlier units come back here, a day, three days, a week, three weeks on.")
        place.replace_self(element("div", *(items or [nothing]), class_="recall-folded"))


def questions(env: BuildEnvironment) -> dict[str, list[Question]]:
    """Return the questions by page, as kept in the environment."""
    if not hasattr(env, "recall_questions"):
        env.recall_questions = {}  # type: ignore[attr-defined]
    return env.recall_questions  # type: ignore[attr-defined, no-any-return]


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    questions(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    questions(env).update({name: found for name, found in questions(other).items() if name in docnames})


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the questions of all units into one file, in the order of the book."""
    if exception or app.builder.format != "html":
        return
    units: list[Unit] = list(load(app.env))
    target = Path(app.outdir) / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    found = [question for unit in units for question in questions(app.env).get(unit.page, [])]
    target.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def skip(translator: SphinxTranslator, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    nowhere = (skip, None)
    for kind in (recall_text, recall_due):
        app.add_node(kind, html=nowhere, latex=nowhere, text=nowhere, man=nowhere, texinfo=nowhere)  # type: ignore[arg-type]
    app.add_directive("recall", Recall)
    app.add_directive("recall-due", RecallDue)
    app.connect("doctree-read", keep_translated)
    app.connect("doctree-resolved", fill)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
