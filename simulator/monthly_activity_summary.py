"""The Monthly Activity Summary of a property (report 3877) in its paged layout.

Units by floor plan, month-to-date activity by floor plan, then the list of moves, notices and renewals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from functools import partial
from typing import get_args

from simulator.activity import ACTIVITY_FIELDS, Action, Month
from simulator.calendar_days import first_of_month
from simulator.paper import Paper, mdy
from simulator.truth import unit_counts_of
from simulator.workbook import Cell
from simulator.world import LeasingFacts, World

PAGE_ROWS = 52
UNIT_COLUMNS = ("D", "F", "L", "M", "Q", "R", "V", "X", "AA", "AF", "AH")
ACTIVITY_COLUMNS = ("C", "E", "G", "L", "M", "Q", "T", "W", "Z", "AD", "AG")
Figures = tuple[Decimal | int, ...]


def monthly_activity_summary(world: World, property_id: str, day: date) -> bytes:
    """The report as of `day`, activity since the first of the month, as known then."""
    facts = world.property_facts(property_id, day)
    month = Month(world.books[property_id], day)
    paper = Paper(facts.property.name, "MONTHLY ACTIVITY SUMMARY", day, "mgt-542-001", ("J", "AH"))
    _open_report(paper, day)
    _write_table(paper, UNIT_COLUMNS, _unit_figures(facts, day), _unit_header)
    by_plan = {plan: _figures(astuple(activity)) for plan, activity in month.activity().items()}
    _write_table(paper, ACTIVITY_COLUMNS, by_plan, _activity_header)
    _write_events(paper, month)
    return paper.to_bytes()


def _figures(values: Sequence[Decimal | int]) -> Figures:
    if len(values) != len(ACTIVITY_FIELDS):
        raise ValueError(f"Expected {len(ACTIVITY_FIELDS)} figures, got {len(values)}")
    return tuple(values)


def _open_report(paper: Paper, day: date) -> None:
    paper.new_page(PAGE_ROWS)
    paper.down(2, F=f"As of {mdy(day)}")
    since = mdy(first_of_month(day))
    parameters = f"Accounting activity since: {since}\nOccupancy activity since: {since}"
    paper.down(3, B=f"Parameters:\n{parameters}\nProperty number: ALL\nSubtotals by: Floorplan Name")
    paper.down(5)


def _unit_figures(facts: LeasingFacts, day: date) -> dict[str, Figures]:
    """Market rent, base rent, square feet, then the units by their state, for each floor plan."""
    figures: dict[str, Figures] = {}
    for plan in dict.fromkeys(unit.floor_plan for unit in facts.units):
        units = [unit for unit in facts.units if unit.floor_plan == plan]
        market, base = sum(unit.market_rent for unit in units), sum(unit.base_rent for unit in units)
        counts = astuple(unit_counts_of(facts, day, plan))
        figures[plan] = (market, base, sum(unit.square_feet for unit in units), *counts)
    return figures


def _unit_header(paper: Paper) -> None:
    paper.down(2, I="Total\nBase Rent", L="\nTotal SQFT", M="\nTotal\nUnits", Q="\nOccupied no NTV")
    paper.put(R="Vacant Not Leased", V="\nVacant Leased", X="Occupied NTV not Leased", AA="Occupied NTV Leased")
    paper.put(AF="Vacant Admini-\nstrative", AH="\nVacant Down")
    paper.down(2, B="Floor plan", C="Market Rent")
    paper.down(1)


def _activity_header(paper: Paper) -> None:
    paper.down(2, G="Cancella-\ntions /Rejection", P="\nRent\nCharged", T="\nOther\nCharges")
    paper.put(AG="\nDeposits In", AI="\nDeposits\nOut")
    paper.down(1, C="Move-\nins", E="Move-\nouts", AB="Other\nCredits")
    paper.down(1, B="Floor plan", L="Renewals", M="Leases", X="Payments")
    paper.down(1)


def _event_header(paper: Paper) -> None:
    paper.down(2, C="Unit", I="Status", O="Name")
    paper.down(1, W="Action", AC="Date")
    paper.down(1)


def _break_page(paper: Paper, header: Callable[[Paper], None]) -> None:
    """Go to the next page: the layout repeats the band of the table there."""
    paper.new_page(PAGE_ROWS)
    header(paper)


def _write_table(
    paper: Paper, columns: Sequence[str], by_plan: dict[str, Figures], header: Callable[[Paper], None]
) -> None:
    """A row per floor plan and the totals of all of them."""
    header(paper)
    for plan, figures in by_plan.items():
        paper.need(2, partial(_break_page, paper, header))
        paper.down(1, B=plan, **_cells(columns, figures))
    totals = [sum(column) for column in zip(*by_plan.values(), strict=True)]
    paper.down(3, B="Totals", **_cells(columns, totals))


def _cells(columns: Sequence[str], figures: Iterable[Decimal | int]) -> dict[str, Cell]:
    return dict(zip(columns, figures, strict=True))


def _write_events(paper: Paper, month: Month) -> None:
    paper.need(5, partial(paper.new_page, PAGE_ROWS))
    _event_header(paper)
    for action in get_args(Action):
        events = month.events(action)
        for event in events:
            paper.need(3, partial(_break_page, paper, _event_header))
            paper.down(1, C=event.unit_number, I=event.status, O=event.name)
            paper.down(1, V=event.action, AB=mdy(event.day))
        if events:
            paper.down(2, U=f"Total {action}: {len(events)}")
            paper.down(2)
