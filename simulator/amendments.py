"""How the past changes: dates and amounts are corrected, what was wrong is deleted, what was lost is restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from simulator.book import PropertyBook, UnitView
from simulator.chance import happenings, moved
from simulator.facts import Notice, Occupancy, Rent
from simulator.names import married_name, person

LOOKS_BACK = timedelta(days=45)
SHIFTS = (-7, -4, -2, -1, 1, 2, 4, 7)


def amend(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Let the property's staff correct what they entered, as often as the pace says."""
    for _ in range(happenings(book.rng, len(views) * book.pace.amendment)):
        book.rng.choice(AMENDMENTS)(book, views)


def _correct_move_out(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Correct a move-out date of the last weeks by some days."""
    since = book.today - LOOKS_BACK
    gone = [
        stay
        for view in views
        if view.unit.unit_id not in book.touched
        for stay in book.stays(view.unit.unit_id)
        if stay.move_out_date is not None and since <= stay.move_out_date < book.today
    ]
    if not gone:
        return
    stay = book.rng.choice(gone)
    day = min((stay.move_out_date or book.today) + timedelta(days=book.rng.choice(SHIFTS)), book.today)
    if book.may_leave(stay, day):
        book.change_stay(replace(stay, move_out_date=day))


def _living(book: PropertyBook, views: Sequence[UnitView]) -> list[Occupancy]:
    stays = [view.stay for view in views if view.stay is not None and view.unit.unit_id not in book.touched]
    return [stay for stay in stays if stay.occupancy_id not in book.mistakes]


def _any_rent(book: PropertyBook, views: Sequence[UnitView]) -> tuple[Occupancy, Rent] | None:
    """A rent of somebody who lives there, and the stay."""
    pairs = [(stay, rent) for stay in _living(book, views) for rent in book.rents(stay.occupancy_id)]
    return book.rng.choice(pairs) if pairs else None


def _correct_rent_amount(book: PropertyBook, views: Sequence[UnitView]) -> None:
    found = _any_rent(book, views)
    if found:
        book.change_rent(replace(found[1], amount=moved(book.rng, found[1].amount, -5, 5)))
        book.touched.add(found[0].unit_id)


def _correct_rent_date(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Move the day a rent took effect; a first rent moved later leaves days without any."""
    found = _any_rent(book, views)
    if not found:
        return
    stay, rent = found
    day = rent.effective_date + timedelta(days=book.rng.choice(SHIFTS))
    if book.may_take_effect(stay, day):
        book.change_rent(replace(rent, effective_date=day))
        book.touched.add(stay.unit_id)


def _lose_rent(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Delete a rent by mistake and restore it, with its id, some days later."""
    found = _any_rent(book, views)
    if not found:
        return
    stay, rent = found
    book.delete_rent(rent)
    book.touched.add(stay.unit_id)
    book.plan(book.today + timedelta(days=book.rng.randint(2, 6)), partial(_restore_rent, book, rent))


def _restore_rent(book: PropertyBook, rent: Rent, on: date) -> None:
    stay = book.stay(rent.occupancy_id)
    if stay is not None and book.may_take_effect(stay, rent.effective_date):
        book.restore_rent(rent)
        book.touched.add(stay.unit_id)
    elif stay is not None and book.may_take_effect(stay, on):
        book.restore_rent(replace(rent, effective_date=on))


def _enter_wrong_stay(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Enter somebody who never moved in, to be found out and deleted some days later."""
    open_units = [view for view in views if view.vacant and view.unit.unit_id not in book.touched]
    if not open_units:
        return
    view = book.rng.choice(open_units)
    move_in = max(book.today - timedelta(days=book.rng.randint(0, 5)), view.free_from or book.today)
    resident = book.add_resident(*person(book.rng))
    stay = book.add_stay(view.unit.unit_id, resident.resident_id, move_in)
    book.add_rent(stay, view.unit.market_rent, move_in)
    book.mistakes.add(stay.occupancy_id)
    book.plan(book.today + timedelta(days=book.rng.randint(2, 7)), partial(_delete_wrong_stay, book, stay))


def _delete_wrong_stay(book: PropertyBook, stay: Occupancy, _on: date) -> None:
    book.delete_stay(book.stay(stay.occupancy_id) or stay)


def _rename_resident(book: PropertyBook, views: Sequence[UnitView]) -> None:
    living = _living(book, views)
    if living:
        resident = book.resident(book.rng.choice(living).resident_id)
        name = married_name(book.rng, resident.last_name)
        book.journal.record(book.today, replace(resident, last_name=name))


def _renumber_unit(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Give a unit's number a letter, or take the letter away."""
    unit = book.rng.choice(views).unit
    number = unit.unit_number.removesuffix("A")
    book.change_unit(replace(unit, unit_number=number if number != unit.unit_number else f"{number}A"))


def _withdraw_notice(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Let somebody on notice stay after all, if the unit was not let to another."""
    notices = book.journal.current(Notice)
    leaving = [stay for stay in _living(book, views) if stay.occupancy_id in notices]
    if not leaving:
        return
    stay = book.rng.choice(leaving)
    if book.may_leave(stay, date.max):
        book.withdraw_notice(stay.occupancy_id)
        book.change_stay(replace(stay, move_out_date=None))


AMENDMENTS: tuple[Callable[[PropertyBook, Sequence[UnitView]], None], ...] = (
    _correct_move_out,
    _correct_move_out,
    _correct_rent_amount,
    _correct_rent_date,
    _lose_rent,
    _enter_wrong_stay,
    _rename_resident,
    _renumber_unit,
    _withdraw_notice,
)
