"""The Box Score of a property (report 4238): units by state, exposure, leasing by floor plan, and lists of leases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simulator.activity import Activity, Month
from simulator.chance import cents
from simulator.dwellings import rooms_of
from simulator.facts import Unit
from simulator.paper import PRODUCT, Paper, mdy
from simulator.portfolio import COMPANY
from simulator.property_day import PropertyDay, UnitKind
from simulator.workbook import Cell

UNIT_COLUMNS = ("B", "E", "G", "K", "N", "Q", "T", "V", "Z", "AC", "AF", "AI", "AL", "AP", "AR", "AU", "AX")
TOTAL_COLUMNS = ("B", "E", "H", "K", "M", "Q", "T", "V", "Z", "AC", "AF", "AI", "AL", "AO", "AR", "AU", "AX")
LEASING_COLUMNS = ("B", "E", "H", "K", "N", "Q", "T", "W", "Z", "AC", "AF", "AI", "AL", "AO")
VACANT: tuple[UnitKind, ...] = ("vacant not leased", "vacant leased", "model", "down")
OCCUPIED: tuple[UnitKind, ...] = ("occupied no notice", "notice not leased", "notice leased")
LEASED: frozenset[UnitKind] = frozenset({"vacant leased", "occupied no notice", "notice leased"})


@dataclass(frozen=True, slots=True)
class _Units:
    """Some units of a property: how many are in each state and what they bring."""

    records: PropertyDay
    units: Sequence[Unit]

    def count(self, *kinds: UnitKind) -> int:
        return sum(self.records.kind_of(unit) in kinds for unit in self.units)

    def figures(self) -> list[Cell]:
        """The columns of the unit table from Units on."""
        vacant, occupied = self.count(*VACANT), self.count(*OCCUPIED)
        counts = [len(self.units), vacant, *(self.count(one) for one in VACANT)]
        counts += [occupied, *(self.count(one) for one in OCCUPIED)]
        leased = _mean(self.rents())
        percents = (_percent(occupied, len(self.units)), _percent(self.count(*LEASED), len(self.units)))
        return [*counts, percents[0], _mean([unit.market_rent for unit in self.units]), leased, percents[1], leased]

    def rents(self) -> list[Decimal]:
        """The rents of the occupied units."""
        stays = [stay for unit in self.units if (stay := self.records.stay_in(unit)) is not None]
        return [rent.amount for stay in stays if (rent := self.records.rent(stay, self.records.day)) is not None]


def box_score(records: PropertyDay, first: date) -> bytes:
    """The report of a day, its leasing since `first`, as known that day."""
    month = Month(records.book, records.day, first)
    paper = Paper(records.property.name, "BOXSCORE", records.day, "120.080.305", ("D", "AX"))
    _open_report(paper, records, first)
    plans = sorted({unit.floor_plan for unit in records.units}, key=lambda plan: (rooms_of(plan).group, plan))
    _write_table(paper, plans, f"Unit Status - {mdy(records.day)}", _unit_header, _unit_writer(paper, records))
    _write_availability(paper, _Units(records, records.units))
    title = f"Leasing - {mdy(first)} through {mdy(records.day)}"
    _write_table(paper, plans, title, _leasing_header, _leasing_writer(paper, records, month))
    _write_lists(paper, month, first)
    return paper.to_bytes()


def _open_report(paper: Paper, records: PropertyDay, first: date) -> None:
    paper.down(1, B=PRODUCT, D=f"{COMPANY} - {records.property.name}", AX="Page 1 of 1")
    paper.down(2, D="BOXSCORE")
    paper.down(1, AX="120.080.305")
    paper.down(1, B=f"{mdy(records.day)}   7:57:39AM")
    paper.down(1, D=f"As of {mdy(records.day)}")
    paper.down(2, B=f"Parameters: Start Date - {mdy(first)}; Show unit designations - No")
    paper.down(2)


def _unit_header(paper: Paper) -> None:
    paper.down(1, H="\nUnits", K="Vacant", Z="Occupied", AL="Occupancy\nPercent", AO="Avg Market\nRent")
    paper.put(AR="Avg Leased\nRent", AU="Net Leased\nPercent", AX="Avg Effective\nRent")
    paper.down(1, B="Floor Plan Group", E="Floor Plan", K="Total", N="Not Leased", Q="Leased", T="Model/\nAdmin")
    paper.put(W="Down", Z="Total", AC="No NTV", AF="NTV-NL", AI="NTV-L")


def _leasing_header(paper: Paper) -> None:
    paper.down(1, B="Floor Plan\nGroup", E="Floor Plan", H="Units", K="Move-Ins", N="Move-Outs", Q="Net\nChange")
    paper.put(T="Units\nReserved", W="Signed\nRenewals", Z="Transferring\nLeases", AC="Cancelled/\nDenied")
    paper.put(AF="Net\nLeases", AI="Waitlist", AL="Cancelled/\nDenied", AO="Net\nWaitlist")


WriteRow = Callable[[str | None, str | None, Sequence[str]], None]


def _write_table(
    paper: Paper, plans: Sequence[str], title: str, header: Callable[[Paper], None], write_row: WriteRow
) -> None:
    """A row per floor plan, a Total per group, and the totals of the property."""
    paper.down(1, B=title)
    header(paper)
    for group in dict.fromkeys(rooms_of(plan).group for plan in plans):
        members = [plan for plan in plans if rooms_of(plan).group == group]
        for plan in members:
            write_row(group, plan, [plan])
        write_row(None, "Total", members)
        paper.down(1)
    write_row("Property Totals" if title.startswith("Unit") else "Totals", None, plans)
    paper.down(1)


def _unit_writer(paper: Paper, records: PropertyDay) -> WriteRow:
    def write(group: str | None, label: str | None, plans: Sequence[str]) -> None:
        units = [unit for unit in records.units if unit.floor_plan in plans]
        columns = UNIT_COLUMNS if label in plans else TOTAL_COLUMNS
        cells = [group, label, *_Units(records, units).figures()]
        paper.down(1, **dict(zip(columns, cells, strict=True)))

    return write


def _leasing_writer(paper: Paper, records: PropertyDay, month: Month) -> WriteRow:
    activity = month.activity()
    signed = [lease for lease in month.leases.values() if month.holds(lease.signed_on) and lease.kind == "transfer"]

    def write(group: str | None, label: str | None, plans: Sequence[str]) -> None:
        units = sum(unit.floor_plan in plans for unit in records.units)
        transferring = sum(month.units[lease.unit_id].floor_plan in plans for lease in signed)
        figures = _leasing_figures([activity[plan] for plan in plans], transferring)
        paper.down(1, **dict(zip(LEASING_COLUMNS, [group, label, units, *figures], strict=True)))

    return write


def _leasing_figures(activities: Sequence[Activity], transferring: int) -> list[Cell]:
    ins, outs = sum(one.move_ins for one in activities), sum(one.move_outs for one in activities)
    leases, cancelled = sum(one.leases for one in activities), sum(one.cancellations for one in activities)
    renewals = sum(one.renewals for one in activities)
    return [ins, outs, ins - outs, leases, renewals, transferring, cancelled, leases - cancelled, 0, 0, 0]


def _write_availability(paper: Paper, units: _Units) -> None:
    """Availability/Exposure and, beside it, Make Ready Status."""
    records, vacant = units.records, units.count(*VACANT)
    on_notice = units.count("notice not leased", "notice leased")
    exposed = vacant - units.count("vacant leased") + units.count("notice not leased")
    admin, down = units.count("model"), units.count("down")
    ready = [unit for unit in units.units if records.stay_in(unit) is None and records.made_ready(unit)]
    lines: list[tuple[str, int | str]] = [
        ("Total Vacant Units:", vacant),
        ("Vacant Units Leased:", f"({units.count('vacant leased')})"),
        ("Occupied On Notice:", on_notice),
        ("Occupied On Notice Preleased:", f"({units.count('notice leased')})"),
        ("Net Exposure:", exposed),
        ("Model/Admin:", f"({admin})"),
        ("Down:", f"({down})"),
        ("Controllable Availability:", exposed - admin - down),
    ]
    available = sum(records.kind_of(unit) == "vacant not leased" for unit in ready)
    beside = {
        0: ("Made Ready:", len(ready), available),
        1: ("Not Made Ready:", vacant - len(ready), units.count("vacant not leased") - available),
    }
    paper.down(1, B=f"Availability/Exposure - {mdy(records.day)}", W=f"Make Ready Status - {mdy(records.day)}")
    paper.down(1, B="Status", K="Number", N="%", W="Status", AF="Number", AI="%", AL="Available")
    for number, (label, count) in enumerate(lines):
        paper.down(1, B=label, K=count, N=_percent(_whole(count), len(units.units)))
        if number in beside:
            words, members, free = beside[number]
            paper.put(V=words, AF=members, AI=f"{_percent(members, vacant)}%", AL=free)
    paper.down(1)


def _write_lists(paper: Paper, month: Month, first: date) -> None:
    """Leases signed and residents gone in the period: their rows name floor plans and amounts, and are no plans."""
    period = f"{mdy(first)} through {mdy(month.day)}"
    paper.down(1, B=f"Leases - New Residents - {period}")
    paper.down(1, B="Unit", E="Floor Plan", H="Lease Start", N="Apply Date", T="Lease Term", W="Market Rent")
    for lease in month.leases.values():
        if lease.kind == "new" and month.holds(lease.signed_on):
            unit = month.units[lease.unit_id]
            days = (lease.ends_on - lease.starts_on).days
            paper.down(1, B=unit.unit_number, E=unit.floor_plan, H=mdy(lease.starts_on), N=mdy(lease.signed_on))
            paper.put(T=round(days / 30.42), W=unit.market_rent)
    paper.down(2, B=f"Move-Outs - Exiting Residents - {period}")
    paper.down(1, B="Unit", E="Name", N="Move-Out")
    for event in month.events("Moved Out"):
        paper.down(1, B=event.unit_number, E=event.name, N=mdy(event.day))


def _whole(count: int | str) -> int:
    return int(str(count).strip("()"))


def _percent(part: int, whole: int) -> Decimal:
    return cents(Decimal(100 * part) / whole) if whole else Decimal("0.00")


def _mean(amounts: Sequence[Decimal]) -> Decimal:
    return cents(sum(amounts, Decimal(0)) / len(amounts)) if amounts else Decimal("0.00")
