"""The Leasing Activity Detail of a property (report 3837) in its flat layout: a row per contact, totals on sheet 2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from simulator.dwellings import rooms_of
from simulator.guest_cards import CardStatus, Contact, ContactKind, GuestCard
from simulator.paper import mdy
from simulator.portfolio import COMPANY
from simulator.workbook import Cell, workbook_bytes

LABELS = (
    "Leasing Consultant",
    "Date",
    "This contact type",
    "# Of Return\nVisits",
    "Off-Site Conversion\nThis Period",
    "Prospect Name",
    "Initial Contact Type",
    "Ad Source",
    "Floor Plan Group",
    "Floor Plan",
    "Date Needed",
    "Next Scheduled\nFollow Up",
    "Current Guest Card Status",
    "Leases",
    "Waitlist",
    "Cancelled/ Denied",
    "Results/Lost Reason",
)
CONTACT_TYPES: dict[ContactKind, str] = {
    "online": "Internet",
    "email": "E-mail",
    "call": "Phone call",
    "visit": "Visit",
    "return visit": "Visit (return)",
    "virtual tour": "Videotelephony - Tour",
    "quote": "Quote",
    "application": "Online Leasing",
    "approval": "Identity Verification",
    "lease signed": "Leased",
    "denial": "E-mail",
    "application withdrawn": "Phone call",
    "lease cancelled": "Phone call",
}
ENDED: frozenset[ContactKind] = frozenset({"denial", "application withdrawn", "lease cancelled"})
TYPES = tuple(dict.fromkeys(CONTACT_TYPES.values()))
STATUSES: dict[CardStatus, str] = {
    "prospect": "Active",
    "applicant": "Applicant",
    "denied": "Denied",
    "lost": "Lost",
    "future": "Leased",
    "current": "Leased",
    "former": "Leased",
    "cancelled": "Cancelled",
}
Row = tuple[GuestCard, Contact]


def leasing_activity_detail(property_name: str, cards: Iterable[GuestCard], first: date, last: date) -> bytes:
    """The contacts from `first` to `last`, by consultant and day, all of it in text."""
    listed = [
        (card, contact)
        for card in cards
        for contact in card.contacts
        if first <= contact.day <= last and contact.kind in CONTACT_TYPES
    ]
    listed.sort(key=lambda row: (row[0].consultant, row[1].day, row[0].card_id))
    banner = (f"{COMPANY} - {property_name}", "Leasing Activity Detail", f"{mdy(first)} - {mdy(last)}", "Sort by: Date")
    lines: list[list[Cell]] = [[said] for said in banner]
    lines.append([*LABELS])
    lines += [_cells(card, contact) for card, contact in listed]
    return workbook_bytes({"Sheet1": _sheet(lines), "Sheet2": _sheet(_totals(listed))})


def _sheet(lines: Iterable[Sequence[Cell]]) -> dict[int, dict[int, Cell]]:
    return {number: dict(enumerate(line, 1)) for number, line in enumerate(lines, 1)}


def _cells(card: GuestCard, contact: Contact) -> list[Cell]:
    initial = CONTACT_TYPES.get(card.contacts[0].kind, "Internet")
    is_last = contact == card.contacts[-1]
    return [
        card.consultant,
        mdy(contact.day),
        CONTACT_TYPES[contact.kind],
        str(_returns(contact)),
        "No",
        f"{card.last_name}, {card.first_name}",
        initial,
        card.source,
        rooms_of(card.floor_plan).group,
        card.floor_plan,
        mdy(card.wanted_from),
        f"{mdy(card.wanted_from)} 9:30:00 AM" if card.status == "prospect" else None,
        STATUSES[card.status],
        str(_leases(contact)),
        "0",
        "1" if contact.kind in ENDED else "0",
        card.lost_reason if is_last else None,
    ]


def _returns(contact: Contact) -> int:
    return int(contact.kind == "return visit")


def _leases(contact: Contact) -> int:
    return int(contact.kind == "lease signed")


def _totals(listed: Sequence[Row]) -> list[list[Cell]]:
    header: list[Cell] = ["Leasing Consultant", *TYPES, "# Of Return Visits", "Leases", "Waitlist", "Cancelled/ Denied"]
    lines = [[*header, "Total"]]
    for name in [*sorted({card.consultant for card, _ in listed}), None]:
        own = [row for row in listed if name in {None, row[0].consultant}]
        kinds = Counter(CONTACT_TYPES[contact.kind] for _, contact in own)
        figures = [*(kinds[one] for one in TYPES), *_sums(own), len(own)]
        lines.append([name or "Totals", *map(str, figures)])
    return lines


def _sums(rows: Sequence[Row]) -> tuple[int, int, int, int]:
    contacts = [contact for _, contact in rows]
    ended = sum(contact.kind in ENDED for contact in contacts)
    return sum(map(_returns, contacts)), sum(map(_leases, contacts)), 0, ended
