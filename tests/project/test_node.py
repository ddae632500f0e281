"""The farm node's numbers, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from book.errors import BookError
from book.node import Node, load_node, quantity
from hardware_labs.boards import find_board, load_boards


@pytest.fixture
def node() -> Node:
    """The node with an Uno."""
    return load_node(find_board("uno"))


def test_a_full_battery_holds_its_charge_times_its_voltage(node: Node) -> None:
    assert node.battery == pytest.approx(0.5 * 3.7 * 3600)


def test_a_day_is_what_its_parts_take_while_awake_and_asleep(node: Node) -> None:
    charges = node.charges()
    awake = 2.4  # hours: one second in ten
    assert charges["board, awake"] == pytest.approx(awake * 10.4)
    assert charges["board, asleep"] == pytest.approx((24 - awake) * 0.015)
    assert charges["sensors"] == pytest.approx(awake * 3.5 + (24 - awake) * 0.055)
    assert charges["lamp"] == pytest.approx(13.6)
    assert node.day == pytest.approx(sum(charges.values()) * 3.6 * 5 / 0.85)


def test_days_of_the_same_length_empty_the_battery_after_the_hours_it_lasts(node: Node) -> None:
    assert node.hours_alone / 24 * node.day == pytest.approx(node.battery)
    assert node.current * node.hours_alone == pytest.approx(500)


def test_a_run_costs_its_charge_at_five_volts_and_what_the_converter_keeps(node: Node) -> None:
    assert node.inference(1.7) == pytest.approx(1.7e-6 * 5 / 0.85)


def test_the_panel_gives_its_power_under_the_sun_of_its_test_less_what_is_lost(node: Node) -> None:
    assert node.harvest(1000) == pytest.approx(0.25 * 0.6)
    assert node.harvest(0) == 0


@pytest.mark.parametrize("name", load_boards())
def test_every_board_sleeps_for_less_than_it_computes_and_every_figure_has_a_source(name: str) -> None:
    node = load_node(find_board(name))
    assert 0 < node.asleep.value < node.board.current.value / 1000
    figures = [figure for part in node.figures.values() for figure in part.values()]
    assert all(found.source for found in [*figures, *node.sensors.values()])


def test_a_budget_without_a_charge_is_refused(tmp_path: Path) -> None:
    budget = tmp_path / "budget.json"
    budget.write_text(json.dumps({"rows": [{"quantity": "charge", "measured": None, "predicted": None}]}))
    with pytest.raises(BookError, match="lacks the charge of an inference: run the lab again"):
        quantity(budget, "charge")
