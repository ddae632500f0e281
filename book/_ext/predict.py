"""``{predict} id``: the reader commits a number, a choice or words before the answer shows.

.. code-block:: markdown

    ```{predict} count-at-40
    :unit: counts
    :answer: 353.2
    :tolerance: 5
    :digits: 0

    Which count does the node read at 40 °C?
    ---
    The answer's text, any MyST.
    ```

Above the ``---`` line stands the question, below it the answer. ``answer`` is a number, or ``glue:name`` for
a value glued by a code cell of the page. ``tolerance`` (absolute; a twentieth of the answer by default) is
what counts as close, ``digits`` the decimals shown. With ``choices``, separated by semicolons, the answer is one of
them; with the flag ``words`` the reader writes a sentence and compares it with the answer's text, and there is no
``answer``:

.. code-block:: markdown

    ```{predict} warmer
    :choices: The count rises; The count falls; It stays
    :answer: The count falls

    What happens when it gets warmer?
    ---
    The bead conducts better.
    ```

Without JavaScript the answer is in a closed box.
"""

from __future__ import annotations

import ast
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element


class Predict(BookDirective):
    """The directive; its argument is an id, unique on the page."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {
        "unit": directives.unchanged,
        "answer": directives.unchanged_required,
        "tolerance": float,
        "digits": directives.nonnegative_int,
        "choices": directives.unchanged_required,
        "words": directives.flag,
    }

    def render(self) -> list[nodes.Node]:
        lines = [line.rstrip() for line in self.content]
        if "---" not in lines or ("answer" in self.options) == ("words" in self.options):
            raise self.error(
                "predict needs an :answer: (or :words: without one) and a line `---` between question and answer"
            )
        split = lines.index("---")
        name = f"predict-{self.arguments[0]}"
        shown, data = self.expected()
        value = [element("p", *shown, class_="predict-value")] if shown else []
        return [
            element(
                "section",
                element("p", "Predict first", class_="widget-label"),
                element(
                    "div",
                    *self.blocks("\n".join(lines[:split])),
                    class_="predict-question",
                    id=f"{name}-question",
                ),
                *self.listed(),
                element(
                    "details",
                    element("summary", "Show the answer"),
                    *value,
                    *self.blocks("\n".join(lines[split + 1 :]), split + 1),
                    class_="predict-answer",
                ),
                class_="predict widget",
                id=name,
                aria_label="Predict first",
                data_widget="predict",
                data_id=self.arguments[0],
                **data,
            )
        ]

    def expected(self) -> tuple[list[nodes.Node], dict[str, str]]:
        """Return the answer as the reader sees it, and as the script compares it."""
        if "words" in self.options:
            return [], {"data_kind": "words"}
        if "choices" in self.options:
            right = self.options["answer"].strip()
            if right not in self.choices():
                raise self.error(f"the answer {right!r} is none of the choices {'; '.join(self.choices())}")
            index = self.choices().index(right)
            return self.inline(right), {"data_kind": "choice", "data_right": str(index)}
        answer = self.answer()
        return [nodes.Text(f"{self.rounded(answer)} "), *self.unit()], {
            "data_kind": "number",
            "data_shown": self.rounded(answer),
            "data_digits": str(self.options.get("digits", "")),
            "data_tolerance": repr(self.options.get("tolerance", abs(answer) / 20)),
            "data_unit": self.options.get("unit", ""),
        }

    def choices(self) -> list[str]:
        """Return the choices, if the prediction has any."""
        return [choice.strip() for choice in self.options.get("choices", "").split(";") if choice.strip()]

    def listed(self) -> list[nodes.Node]:
        """Return the choices as a list, which the script turns into buttons to choose from."""
        items = [element("li", *self.inline(choice)) for choice in self.choices()]
        return [element("ul", *items, class_="predict-choices")] if items else []

    def unit(self) -> list[nodes.Node]:
        """Return the unit's nodes."""
        return self.inline(self.options["unit"]) if "unit" in self.options else []

    def rounded(self, value: float) -> str:
        """Return the value as the reader sees it."""
        return f"{value:.{self.options['digits']}f}" if "digits" in self.options else f"{value:.6g}"

    def answer(self) -> float:
        """Return the answer, given or glued."""
        given = self.options["answer"]
        try:
            if given.startswith("glue:"):
                data = retrieve_glue_data(self.state.document, given.removeprefix("glue:")).data
                given = data["text/plain"]
            # a NumPy scalar's text is np.float64(1.5)
            return float(ast.literal_eval(given[given.find("(") + 1 :].rstrip(")")))
        except (RetrievalError, KeyError, ValueError, SyntaxError) as problem:
            raise self.error(f"the answer {given!r} is neither a number nor a glued number: {problem}") from None


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("predict", Predict)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
