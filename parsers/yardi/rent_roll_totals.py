"""What a Yardi rent roll prints about itself, against the blocks that were read.

A total may be over the current residents or over future ones too, and one row mixes both (market rent of the units,
balance of everybody): each figure is compared with the sum it equals, or with the current one where it equals none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from parsers.cells import squash
from parsers.columns import amounts_in, assign, by_field, used_columns
from parsers.document import Finding, Total
from parsers.errors import LayoutError
from parsers.headers import column_map, search_headers
from parsers.reader import SheetReader
from parsers.totals import ZERO, compare, fold, matching_sum, snake, sum_of
from parsers.yardi.rent_roll_rows import (
    CURRENT,
    FUTURE,
    MONEY_FIELDS,
    Block,
    Figures,
    RentRollRows,
    TotalRow,
    total_rows,
)

_SUMMARY_MAP = "yardi_rent_roll_summary"
_CHARGES = "Summary of Charges by Charge Code"
_FIGURES = (*MONEY_FIELDS, "sqft")
_COUNTED = {"occupied": ("occupied", "notice"), "nonrev": ("model", "down", "admin"), "vacant": ("vacant",)}


class UnitRow(Protocol):
    """What of a unit's row the summary groups count."""

    @property
    def unit_number(self) -> str | None:
        """The unit."""

    @property
    def unit_state(self) -> str | None:
        """Its state, None for a future resident."""


def checks(
    reader: SheetReader, read: RentRollRows, rows: Sequence[UnitRow]
) -> tuple[tuple[Total, ...], tuple[Finding, ...]]:
    """Totals that must agree, and findings for figures that only usually do; LayoutError where nothing is printed."""
    groups, findings = _summary_groups(reader, read.end, read.fields)
    if not read.totals and not groups:
        raise LayoutError(
            "the rent roll has neither a total over its units nor 'Summary Groups'",
            place=reader.place(len(reader.sheet.rows) - 1),
            expected="a row 'Total' below the last unit",
            next_step="The file is probably truncated: run the report again",
        )
    sums = _Sums(read.blocks, rows)
    totals = (
        *fold("blocks", _block_totals(read.blocks)),
        *(total for one in read.totals for total in sums.compared(_name(one), one.figures, _scope(one.label))),
        *(total for label, figures in groups.items() for total in _group_totals(sums, label, figures)),
        *_charge_totals(reader, read),
    )
    return totals, (*findings, *_open_blocks(read.blocks), *_counted_apart(groups, rows))


class _Sums:
    """Sums over the current blocks, the future ones, or both."""

    def __init__(self, blocks: Sequence[Block], rows: Sequence[UnitRow]) -> None:
        self.blocks = blocks
        self.rows = rows
        self.known: dict[tuple[str, Sequence[str]], list[Decimal]] = {}

    def compared(self, section: str, printed: Figures, scope: str | None) -> list[Total]:
        computed: dict[str, Decimal | int | None] = {
            one: matching_sum(amount or ZERO, self._candidates(one, scope)) for one, amount in printed.items()
        }
        return compare(section, printed, computed)

    def _candidates(self, figure: str, scope: str | None) -> list[Decimal]:
        scopes = ((scope,),) if scope else ((CURRENT,), (CURRENT, FUTURE), (FUTURE,))
        return [found for one in scopes for found in self._sums(figure, one)]

    def _sums(self, figure: str, scope: Sequence[str]) -> list[Decimal]:
        if (figure, scope) not in self.known:
            self.known[figure, scope] = self._summed(figure, scope)
        return self.known[figure, scope]

    def _summed(self, figure: str, scope: Sequence[str]) -> list[Decimal]:
        chosen = [number for number, block in enumerate(self.blocks) if block.section in scope]
        if figure == "units":
            return [Decimal(len({self.rows[one].unit_number for one in chosen})), Decimal(len(chosen))]
        return [sum_of(_figure(self.blocks[one], figure) for one in chosen)]


def _figure(block: Block, figure: str) -> Decimal | None:
    if figure == "amount":
        return sum_of(amount for _, amount in block.lines)
    return block.figures.get(figure)


def _name(one: TotalRow) -> str:
    scope = _scope(one.label)
    if scope:
        return scope
    return "all_properties" if "allproperties" in squash(one.label) else "grand"


def _scope(label: str) -> str | None:
    said = squash(label)
    return FUTURE if "future" in said else CURRENT if "currentnotice" in said or "currentresident" in said else None


def _block_totals(blocks: Sequence[Block]) -> dict[str, list[Total]]:
    return {
        f"{number}": compare(f"blocks.row_{number}", {"charges": block.total}, {"charges": _figure(block, "amount")})
        for number, block in enumerate(blocks, start=1)
        if block.is_closed
    }


def _open_blocks(blocks: Sequence[Block]) -> list[Finding]:
    """Blocks without a Total are only checked by the sums over all units."""
    left = [number for number, block in enumerate(blocks, start=1) if block.lines and not block.is_closed]
    said = f"{len(left)} units with charges have no Total of their own, first row {left[0] if left else ''}"
    return [Finding("block_without_total", said)] if left else []


def _summary_groups(
    reader: SheetReader, start: int, fields: frozenset[str]
) -> tuple[dict[str, Figures], list[Finding]]:
    """The figures of each summary group by its label; empty, with a finding, where its columns do not fit.

    A figure the table has no column for (the actual rent, beside charges by code) has no sum to be compared with.
    """
    stop = _charges_row(reader, start)
    headers = search_headers(reader.sheet, column_map(_SUMMARY_MAP), start=start, stop=stop).complete
    if not headers:
        found = start < stop
        return {}, [Finding("summary_groups_unread", "the columns of 'Summary Groups' are not known")] if found else []
    rows = [row for row in range(headers[0].last_row + 1, stop) if amounts_in(reader.sheet, row)]
    used = used_columns(reader.sheet, rows)
    try:
        mapping = assign(used, headers[0].slots, place=reader.place(headers[0].last_row), what="'Summary Groups'")
    except LayoutError as error:
        return {}, [Finding("summary_groups_unread", str(error))]
    places = by_field(mapping)
    wanted = [one for one in (*_FIGURES, "units") if one in places and (one in fields or one == "units")]
    return {
        reader.text(row, places.get("group")) or f"row {row + 1}": {
            one: reader.money(row, places[one]) for one in wanted
        }
        for row in rows
    }, []


def _charges_row(reader: SheetReader, start: int) -> int:
    return next(iter(reader.rows_labelled(_CHARGES, start)), len(reader.sheet.rows))


def _group_totals(sums: _Sums, label: str, figures: Figures) -> list[Total]:
    """The groups of both sections and of all; the others divide the units by rules of the vendor's own."""
    if _scope(label):
        return sums.compared(f"summary.{_scope(label)}", figures, _scope(label))
    is_all = squash(label) in {"total", "totals", "grandtotal", "grandtotals"}
    return sums.compared("summary.totals", figures, None) if is_all else []


def _counted_apart(groups: Mapping[str, Figures], rows: Sequence[UnitRow]) -> list[Finding]:
    """Units counted by state; they only inform, for the vendor also counts units as non-revenue that are let."""
    findings: list[Finding] = []
    for label, figures in groups.items():
        states = next((states for word, states in _COUNTED.items() if word in squash(label)), None)
        if _scope(label) or states is None or figures.get("units") is None:
            continue
        counted = sum(row.unit_state in states for row in rows)
        if figures["units"] != counted:
            said = f"{label!r} counts {figures['units']} units, {counted} rows have such a state"
            findings.append(Finding("unit_states_differ", said, "info"))
    return findings


def _charge_totals(reader: SheetReader, read: RentRollRows) -> list[Total]:
    """The sums by charge code, over the current residents or over all, whichever the summary was made of."""
    codes, overall = _printed_charges(reader, _charges_row(reader, read.end))
    if not codes and overall is None:
        return []
    everybody, current = _sums_by_code(read.blocks), _sums_by_code(one for one in read.blocks if one.section == CURRENT)
    sums = everybody if codes == everybody else current
    groups = {
        code: compare("charge_codes", {snake(code): codes.get(code, ZERO)}, {snake(code): sums.get(code)})
        for code in codes.keys() | sums.keys()
    }
    return [
        *fold("charge_codes.codes", dict(sorted(groups.items()))),
        *compare("charge_codes", {"amount": overall}, {"amount": sum_of(sums.values())}),
    ]


def _printed_charges(reader: SheetReader, start: int) -> tuple[dict[str, Decimal], Decimal | None]:
    """The amount of each charge code and of their Total, from rows of a text and an amount below the title."""
    codes: dict[str, Decimal] = {}
    totals = set(total_rows(reader))
    for row in range(start + 1, len(reader.sheet.rows)):
        amounts = amounts_in(reader.sheet, row)
        if not amounts:
            continue
        amount = reader.money(row, amounts[-1])
        if row in totals:
            return codes, amount
        code = next((said for one in reader.filled(row) if (said := reader.text(row, one)) and one != amounts[-1]), "")
        codes[code] = sum_of([codes.get(code), amount])
    return codes, None


def _sums_by_code(blocks: Iterable[Block]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for code, amount in (line for block in blocks for line in block.lines):
        sums[code or ""] = sum_of([sums.get(code or ""), amount])
    return sums
