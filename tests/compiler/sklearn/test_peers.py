"""Smaller and truer than emlearn, on the same Mega, from the same estimator."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from hardware_labs.compiler.sklearn import compile_model
from tests.compiler.sklearn.conftest import Data
from tests.compiler.sklearn.peers import emlearn_forest, mega


def test_a_forest_beats_emlearn_in_flash_ram_cycles_and_agreement(digits: Data) -> None:
    estimator = RandomForestClassifier(8, random_state=0).fit(digits.x[:1000], digits.y[:1000])
    table, code = (compile_model(estimator, **digits.span, trees=form) for form in ("table", "code"))
    peer = emlearn_forest(estimator, "inline")
    x = digits.x[1000::100]
    ours, faster, theirs = (mega(model, x) for model in (table, code, peer))
    assert 4 * ours.flash < theirs.flash
    assert faster.flash < theirs.flash
    assert ours.ram < theirs.ram
    assert faster.cycles < theirs.cycles
    expected = estimator.predict(digits.x)
    assert (table.run(digits.x) == expected).all()
    assert (peer.run(digits.x) == expected).mean() < 1
    assert np.mean(table.run(digits.x) == digits.y) > np.mean(peer.run(digits.x) == digits.y)


@pytest.mark.parametrize("depth", [2, 5, None])
def test_the_smaller_form_of_a_tree_is_chosen(digits: Data, depth: int | None) -> None:
    estimator = DecisionTreeClassifier(max_depth=depth, random_state=0).fit(digits.x, digits.y)
    auto, table, code = (compile_model(estimator, **digits.span, trees=form) for form in ("auto", "table", "code"))
    x = digits.x[::400]
    assert mega(auto, x).flash == min(mega(table, x).flash, mega(code, x).flash)
