"""Yardi "Rent Roll with Lease Charges" and plain "Rent Roll": units with their residents, rents and charge lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from parsers.by_column import ByColumn
from parsers.cells import Cell, day, squash, without_sentinel
from parsers.document import Finding, ParsedDocument
from parsers.grid import Workbook
from parsers.one_property import several_properties
from parsers.one_table import find_table
from parsers.reader import SheetReader
from parsers.recognize import Report
from parsers.totals import sum_or_blank
from parsers.yardi.banner import YardiBanner, name_and_code, read_yardi_banner, undated
from parsers.yardi.rent_roll_rows import CURRENT, Block, RentRollRows, read_rows
from parsers.yardi.rent_roll_totals import checks

NAME = "yardi_rent_roll"
TITLES = ("Rent Roll with Lease Charges", "Rent Roll")
_MAPS = ("yardi_rent_roll_lease_charges", "yardi_rent_roll")
_TEXT_FIELDS = ("unit_number", "unit_type", "resident_code", "resident_name")
_DAY_FIELDS = ("move_in", "lease_expiration", "move_out")
_PERSON = re.compile(r"[a-z]{1,3}\d{3,}", re.IGNORECASE)
_STATES = {"vacant": "vacant", "model": "model", "down": "down", "admin": "admin"}


class YardiRentRollUnit(NamedTuple):
    """One row per unit, or per future resident or applicant, who has no `unit_state`.

    A unit's first row among the current ones is its current lease. A resident with a move-out is on notice and lives
    there. VACANT, MODEL, DOWN and ADMIN stand in the resident's place and are states, not residents.
    """

    row_number: int
    section: str | None
    is_current_lease: bool
    unit_number: str | None
    unit_type: str | None
    sqft: Decimal | None
    unit_state: str | None
    resident_code: str | None
    resident_name: str | None
    market_rent: Decimal | None
    actual_rent: Decimal | None
    total_charges: Decimal | None
    resident_deposit: Decimal | None
    other_deposit: Decimal | None
    move_in: date | None
    lease_expiration: date | None
    move_out: date | None
    balance: Decimal | None


class YardiRentRollCharge(NamedTuple):
    """One row per charge line of a unit or future resident; credits are negative."""

    row_number: int
    line_number: int
    charge_code: str | None
    amount: Decimal | None


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with blocks, totals over units and both summaries compared; LayoutError otherwise."""
    sheet, headers, columns = find_table(workbook, _MAPS, what="the table of units")
    reader = SheetReader(workbook, sheet, country)
    banner = read_yardi_banner(sheet, end=headers[0].first_row, titles=TITLES, country=country)
    read = read_rows(reader, headers, columns, banner.page)
    _refuse_several_properties(reader, read, banner)
    rows = list(_unit_rows(reader, read))
    totals, noticed = checks(reader, read, rows)
    _refuse_units_below(reader, read)
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        property_code=banner.property_code,
        company=None,
        as_of=banner.as_of,
        period_start=banner.month,
        tables={NAME: rows, f"{NAME}_charges": list(_charge_rows(read))},
        totals=totals,
        findings=(*read.findings, *noticed, *_findings(rows), *undated(banner)),
    )


REPORT = Report(NAME, TITLES, _MAPS, parse)


def _refuse_several_properties(reader: SheetReader, read: RentRollRows, banner: YardiBanner) -> None:
    codes = {named[1] for one in read.totals if (named := name_and_code(one.label))}
    if len(codes) > 1:
        raise several_properties(
            f"the file holds {len(codes)} properties: {', '.join(sorted(codes))}",
            place=reader.place(),
            expected=f"one property, such as {banner.property_name or min(codes)}",
        )


def _refuse_units_below(reader: SheetReader, read: RentRollRows) -> None:
    """Refuse units below the summaries, such as another property's: they would be left out silently."""
    at = read.places.get
    for row in (one for one in reader.sheet.filled_rows if one >= read.end):
        resident = reader.text(row, at("resident_code"))
        if reader.text(row, at("unit_number")) and _state(resident, None) and reader.text(row, at("unit_type")):
            raise several_properties(
                "a unit stands below the summaries",
                place=reader.place(row),
                expected="the summaries at the end of one property's rent roll",
            )


def _unit_rows(reader: SheetReader, read: RentRollRows) -> Iterator[YardiRentRollUnit]:
    own = ByColumn(reader, [block.row for block in read.blocks])
    texts = zip(*(own.printed(read.places.get(one)) for one in _TEXT_FIELDS), strict=True)
    a_day = partial(_day, country=reader.country)
    days = zip(*(own.read(read.places.get(one), a_day) for one in _DAY_FIELDS), strict=True)
    seen: set[str | None] = set()
    for number, (block, said, moves) in enumerate(zip(read.blocks, texts, days, strict=True), start=1):
        is_first = block.section == CURRENT and said[0] not in seen
        seen.update({said[0]} if block.section == CURRENT else ())
        yield _unit_row(block, number, said, moves, is_first=is_first)


def _unit_row(
    block: Block, number: int, said: Sequence[str | None], days: Sequence[date | None], *, is_first: bool
) -> YardiRentRollUnit:
    unit, unit_type, code, name = said
    move_in, lease_expiration, move_out = days
    state = _state(code or name, move_out)
    is_person = state not in _STATES.values()
    return YardiRentRollUnit(
        row_number=number,
        section=block.label,
        is_current_lease=is_first,
        unit_number=unit,
        unit_type=unit_type,
        sqft=block.figures["sqft"],
        unit_state=state if block.section == CURRENT else None,
        resident_code=code if is_person else None,
        resident_name=name if is_person else None,
        market_rent=block.figures["market_rent"],
        actual_rent=block.figures["actual_rent"],
        total_charges=_charged(block),
        resident_deposit=block.figures["resident_deposit"],
        other_deposit=block.figures["other_deposit"],
        move_in=move_in,
        lease_expiration=lease_expiration,
        move_out=move_out,
        balance=block.figures["balance"],
    )


def _day(cell: Cell, country: str) -> date | None:
    return without_sentinel(day(cell, country=country))


def _state(resident: str | None, move_out: date | None) -> str | None:
    """A word in the resident's place says it itself; a person lives there, on notice where a move-out is set."""
    word = squash(resident)
    if word in _STATES:
        return _STATES[word]
    if resident is None or not _PERSON.fullmatch(resident):
        return None
    return "notice" if move_out else "occupied"


def _charged(block: Block) -> Decimal | None:
    """The sum of a block's lines, or its printed Total where it has none."""
    return sum_or_blank(amount for _, amount in block.lines) if block.lines else block.total


def _charge_rows(read: RentRollRows) -> Iterator[YardiRentRollCharge]:
    for number, block in enumerate(read.blocks, start=1):
        for position, (code, amount) in enumerate(block.lines, start=1):
            yield YardiRentRollCharge(number, position, code, amount)


def _findings(rows: Sequence[YardiRentRollUnit]) -> list[Finding]:
    findings: list[Finding] = []
    current = [row for row in rows if row.is_current_lease]
    if unknown := [row for row in current if row.unit_state is None]:
        said = f"{len(unknown)} units have neither a resident's code nor VACANT, MODEL, DOWN or ADMIN, first unit "
        findings.append(Finding("unknown_unit_state", f"{said}{unknown[0].unit_number}"))
    counts = Counter(row.unit_number for row in rows if row.unit_state is not None)
    if repeated := sorted(str(unit) for unit, count in counts.items() if count > 1):
        said = f"{len(repeated)} units have several current rows, of which the first is taken: {', '.join(repeated)}"
        findings.append(Finding("several_current_rows", said))
    return findings
