"""Smaller and truer than emlearn, on the same Mega, from the same forest."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier

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
