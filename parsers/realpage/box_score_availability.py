"""The lists of the Box Score beside its tables: Availability/Exposure and Make Ready Status, side by side or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parsers.columns import amounts_in
from parsers.document import Finding
from parsers.reader import SheetReader
from parsers.realpage.box_score_tables import PlanTable, section_titles
from parsers.totals import snake, sum_of

_WITH_AVAILABLE = 3
_SECTIONS = {"availability": "availability", "make_ready": "make_ready"}


class BoxScoreAvailability(NamedTuple):
    """One row per line of the lists Availability/Exposure and Make Ready Status of the property.

    `section` is availability or make_ready; `measure` the line's label with underscores: total_vacant_units,
    vacant_units_leased, made_ready. `units` is the number of units also where it is printed in brackets, to be taken
    away; `available_units` those of them that can still be leased, where the list has that column.
    """

    line_number: int
    section: str
    measure: str
    units: int | None
    available_units: int | None


def read_availability(reader: SheetReader, start: int, stop: int) -> list[BoxScoreAvailability]:
    """Every line of both lists between two rows (from 0); a list belongs to the nearest title beside or above it."""
    titles: dict[int, str] = {}
    lines: list[BoxScoreAvailability] = []
    for row in range(start, stop):
        titles = section_titles(reader, row) or titles
        for column, label, figures in _labelled(reader, row) if titles else ():
            nearest = min(titles, key=lambda title: abs(title - column))
            if section := _section(titles[nearest]):
                measured = _measured(reader, row, figures)
                lines.append(BoxScoreAvailability(0, section, snake(label), *measured))
    lines.sort(key=lambda line: line.section)  # side by side or one below the other, they are the same two lists
    return [line._replace(line_number=number) for number, line in enumerate(lines, start=1)]


def exposure_findings(lines: Sequence[BoxScoreAvailability], table: PlanTable) -> list[Finding]:
    """Errors where a list does not say what the units by floor plan say."""
    expected = _expected(table)
    wrong = [
        f"{one.measure} is {one.units}, the floor plans say {expected[one.measure]}"
        for one in lines
        if one.units is not None and expected.get(one.measure, one.units) != one.units
    ]
    return [Finding("availability_differs", "; ".join(wrong), "error")] if wrong else []


def _expected(table: PlanTable) -> Mapping[str, int]:
    def units(*figures: str) -> int:
        return int(sum_of(row.get(figure) for row in table.rows.values() for figure in figures))

    exposure = units("vacant", "ntv_not_leased") - units("vacant_leased")
    return {
        "total_vacant_units": units("vacant"),
        "vacant_units_leased": units("vacant_leased"),
        "occupied_on_notice": units("ntv_not_leased", "ntv_leased"),
        "occupied_on_notice_preleased": units("ntv_leased"),
        "net_exposure": exposure,
        "modeladmin": units("model_admin"),
        "down": units("down"),
        "controllable_availability": exposure - units("model_admin", "down"),
    }


def _labelled(reader: SheetReader, row: int) -> list[tuple[int, str, list[int]]]:
    """Each label of a row that figures follow, with its column and theirs."""
    texts = reader.texts(row)
    figures = sorted({*amounts_in(reader.sheet, row), *(one for one, said in texts.items() if said.endswith("%"))})
    labels = [(column, said) for column, said in texts.items() if column not in figures and snake(said)]
    ends = [*(column for column, _ in labels), len(reader.sheet.rows[row])]
    found = [
        (column, said, [one for one in figures if column < one < end])
        for (column, said), end in zip(labels, ends[1:], strict=True)
    ]
    return [(column, said, own) for column, said, own in found if own and own[0] in amounts_in(reader.sheet, row)]


def _section(title: str) -> str | None:
    return next((name for beginning, name in _SECTIONS.items() if snake(title).startswith(beginning)), None)


def _measured(reader: SheetReader, row: int, figures: Sequence[int]) -> tuple[int | None, int | None]:
    """A line prints its units, their share and, in one list, those of them that are available."""
    units = reader.count(row, figures[0])
    available = reader.count(row, figures[2]) if len(figures) >= _WITH_AVAILABLE else None
    return None if units is None else abs(units), available
