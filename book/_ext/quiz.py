"""``{quiz} id``: a question with choices, each with its explanation.

.. code-block:: markdown

    ```{quiz} why-shift
    question: Why does the board divide with `>> S`?
    choices:
      - text: It is exact.
        explain: It rounds down, so half was added before.
      - text: A shift takes a few cycles, a division hundreds.
        explain: The AVR has no instruction that divides.
        right: true
    ```

The body is YAML, its texts are MyST. Exactly one choice is right and every choice has an explanation. Without
JavaScript the explanations are in a closed ``details`` box.
"""

from __future__ import annotations

from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from book._ext.directive import BookDirective
from book._ext.html import element


class Quiz(BookDirective):
    """The directive; its argument is an id, unique on the page."""

    required_arguments = 1
    has_content = True

    def render(self) -> list[nodes.Node]:
        body = self.body()
        name = f"quiz-{self.arguments[0]}"
        question = f"{name}-question"
        choices = [self.choice(name, index, choice) for index, choice in enumerate(body["choices"])]
        reasons = [element("li", *self.inline(str(choice["explain"]))) for choice in body["choices"]]
        return [
            element(
                "section",
                element("p", "Quiz", class_="widget-label"),
                element("div", *self.blocks(str(body["question"])), class_="quiz-question", id=question),
                element("div", *choices, class_="quiz-choices", role="radiogroup", aria_labelledby=question),
                element(
                    "details",
                    element("summary", "Answers"),
                    element("ol", *reasons),
                    class_="quiz-answers",
                ),
                class_="quiz widget",
                id=name,
                aria_label="Quiz",
                data_widget="quiz",
                data_id=self.arguments[0],
                data_right=str(next(i for i, choice in enumerate(body["choices"]) if choice.get("right"))),
            )
        ]

    def choice(self, name: str, index: int, choice: dict[str, Any]) -> nodes.Node:
        """Return one choice as a labelled radio button."""
        return element(
            "label",
            element("input", type="radio", name=name, value=str(index)),
            element("span", *self.inline(str(choice["text"]))),
            class_="quiz-choice",
        )

    def body(self) -> dict[str, Any]:
        """Return the checked YAML body."""
        try:
            body = yaml.safe_load("\n".join(self.content))
            complete = all(choice["text"] and choice["explain"] for choice in body["choices"]) and body["question"]
            if not complete or sum(choice.get("right") is True for choice in body["choices"]) != 1:
                raise KeyError("right")
        except yaml.YAMLError as problem:
            raise self.error(f"quiz {self.arguments[0]} is not YAML: {' '.join(str(problem).split())}") from None
        except (KeyError, TypeError):
            raise self.error(
                f"quiz {self.arguments[0]} needs a question, choices with text and explain, one `right: true`"
            ) from None
        return body


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("quiz", Quiz)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
