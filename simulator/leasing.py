"""How a property lives from day to day: leases, renewals, notices, moves, renovations and changes of rent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from simulator.amendments import amend
from simulator.billing import bill_month, bill_move_in, bill_move_out, charge_application, open_account
from simulator.book import PropertyBook, UnitView
from simulator.calendar_days import add_months, first_of_month
from simulator.chance import happenings, moved
from simulator.facts import Lease, LeaseKind, Notice, NoticeKind, Occupancy, Unit, UnitStatus
from simulator.names import person

DAY = timedelta(days=1)
NOTICE_LEADS = (30, 45, 60)
GAPS_AFTER_NOTICE = (0, 0, 1, 3, 5, 10)
HALF = 0.5
CHANCE_OF_A_SIGNING_WHEN_FULL = 0.02


def live_day(book: PropertyBook, day: date) -> None:
    """Let one day pass at a property."""
    book.begin(day)
    views = book.survey()
    for happening in (_sign_leases, _have_second_thoughts, _leave_early, _transfer, _renovate, _change_rents):
        happening(book, views)
    amend(book, views)
    if day == first_of_month(day):
        bill_month(book, day)


def begin_stay(book: PropertyBook, unit: Unit, resident_id: str, move_in: date, kind: LeaseKind) -> Occupancy:
    """Sign a lease and book the stay: its rent, its account, and the day its end is decided on."""
    stay = book.add_stay(unit.unit_id, resident_id, move_in)
    book.add_rent(stay, moved(book.rng, unit.market_rent, -6, 3), move_in)
    open_account(book, stay)
    add_lease(book, stay, kind, signed_on=book.today, starts_on=move_in)
    book.plan(move_in, partial(bill_move_in, book, stay.occupancy_id))
    return stay


def add_lease(book: PropertyBook, stay: Occupancy, kind: LeaseKind, *, signed_on: date, starts_on: date) -> Lease:
    """Enter a lease of a stay that has not ended yet, and plan the decision about its end."""
    ends = [add_months(starts_on, term) - DAY for term in book.pace.terms]
    ends_on = book.rng.choice([end for end in ends if end >= book.today])
    ids = (book.next_id("lease"), stay.occupancy_id, stay.unit_id, stay.resident_id)
    lease = Lease(*ids, kind, signed_on, starts_on, ends_on)
    book.add_lease(lease)
    plan_decision(book, lease)
    return lease


def plan_decision(book: PropertyBook, lease: Lease) -> None:
    """Have the end of a lease decided on one or two months ahead, never before the lease is half over."""
    ahead = min(timedelta(days=book.rng.choice(NOTICE_LEADS)), (lease.ends_on - lease.starts_on) / 2)
    book.plan(max(lease.ends_on - ahead, lease.signed_on + DAY), partial(decide, book, lease.lease_id))


def decide(book: PropertyBook, lease_id: str, on: date) -> None:
    """Decide what follows a lease: a renewal, a notice, or going on from month to month until asked again."""
    lease = book.journal.current(Lease)[lease_id]
    stay = book.stay(lease.occupancy_id)
    if stay is None or stay.move_out_date is not None or book.lease(stay.occupancy_id) is not lease:
        return
    if stay.move_in_date > book.today:
        book.plan(stay.move_in_date, partial(decide, book, lease_id))
        return
    throw = book.rng.random()
    if throw < book.pace.renewal:
        _renew(book, stay, lease, on)
    elif throw < 1 - book.pace.month_to_month:
        leaves = max(lease.ends_on, on, book.today) + timedelta(days=book.rng.choice((1, 1, 1, 2, 4)))
        give_notice(book, stay, "move out", given_on=on, leaves=leaves)
    else:
        book.plan(book.today + timedelta(days=30), partial(decide, book, lease_id))


def give_notice(book: PropertyBook, stay: Occupancy, kind: NoticeKind, *, given_on: date, leaves: date) -> bool:
    """Enter a notice and the move-out date it names, dropping rents that would begin later; say whether it could be."""
    if leaves <= stay.move_in_date:
        return False
    for rent in book.rents(stay.occupancy_id):
        if rent.effective_date >= leaves:
            book.delete_rent(rent)
    if not book.may_leave(stay, leaves):
        return False
    book.change_stay(replace(stay, move_out_date=leaves))
    book.add_notice(Notice(stay.occupancy_id, kind, given_on))
    book.plan(leaves, partial(bill_move_out, book, stay.occupancy_id))
    return True


def close_unit(book: PropertyBook, unit: Unit, start: date) -> None:
    """Take a vacant unit out for renovation, and bring it back some weeks later."""
    book.add_status(unit.unit_id, UnitStatus(book.next_id("ust"), unit.unit_id, "inactive", start))
    book.plan(book.today + timedelta(days=book.rng.randint(8, 40)), partial(_reopen_unit, book, unit.unit_id))


def _reopen_unit(book: PropertyBook, unit_id: str, on: date) -> None:
    book.add_status(unit_id, UnitStatus(book.next_id("ust"), unit_id, "active", on))


def _renew(book: PropertyBook, stay: Occupancy, lease: Lease, on: date) -> None:
    starts_on = max(lease.ends_on + DAY, on)
    present = book.rent_on(stay.occupancy_id, book.today)
    add_lease(book, stay, "renewal", signed_on=on, starts_on=starts_on)
    if present is not None:
        book.add_rent(stay, moved(book.rng, present, -2, 7), starts_on)


def _untouched(book: PropertyBook, views: Sequence[UnitView]) -> list[UnitView]:
    return [view for view in views if view.unit.unit_id not in book.touched]


def _settled(book: PropertyBook, views: Sequence[UnitView]) -> list[tuple[Unit, Occupancy]]:
    """Who lives there, has given no notice and was not entered by mistake."""
    return [
        (view.unit, view.stay)
        for view in _untouched(book, views)
        if view.stay and view.stay.move_out_date is None and view.stay.occupancy_id not in book.mistakes
    ]


def _sign_leases(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Sign leases at a pace that keeps the property about as full as it is meant to be."""
    available = [view for view in _untouched(book, views) if view.available]
    missing = book.site.occupied - sum(view.spoken_for for view in views)
    expected = max(missing * book.pace.signing, CHANCE_OF_A_SIGNING_WHEN_FULL)
    for view in book.rng.sample(available, min(len(available), happenings(book.rng, expected))):
        resident = book.add_resident(*person(book.rng))
        stay = begin_stay(book, view.unit, resident.resident_id, _move_in_date(book, view), "new")
        charge_application(book, stay.occupancy_id)


def _move_in_date(book: PropertyBook, view: UnitView) -> date:
    """Within weeks for a vacant unit; within days of the move-out, often on the same day, for one on notice."""
    if view.free_from is not None and view.free_from > book.today:
        return view.free_from + timedelta(days=book.rng.choice(GAPS_AFTER_NOTICE))
    return book.today + timedelta(days=book.rng.randint(0, 25))


def _have_second_thoughts(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Cancel or postpone a signed lease whose resident has not moved in."""
    upcoming = [view.upcoming for view in _untouched(book, views) if view.upcoming]
    new = [stay for stay in upcoming if book.lease(stay.occupancy_id).kind == "new"]
    for stay in book.rng.sample(new, min(len(new), happenings(book.rng, len(new) * book.pace.second_thoughts))):
        if book.rng.random() < HALF:
            book.cancel_lease(stay.occupancy_id)
            book.delete_stay(stay)
        else:
            _postpone(book, stay)


def _postpone(book: PropertyBook, stay: Occupancy) -> None:
    move_in = stay.move_in_date + timedelta(days=book.rng.randint(1, 9))
    for rent in book.rents(stay.occupancy_id):
        if rent.effective_date < move_in:
            book.change_rent(replace(rent, effective_date=move_in))
    book.change_stay(replace(stay, move_in_date=move_in))
    book.plan(move_in, partial(bill_move_in, book, stay.occupancy_id))


def _leave_early(book: PropertyBook, views: Sequence[UnitView]) -> None:
    settled = _settled(book, views)
    for _, stay in book.rng.sample(settled, happenings(book.rng, len(settled) * book.pace.early_notice)):
        leaves = book.today + timedelta(days=book.rng.randint(10, 30))
        give_notice(book, stay, "move out", given_on=book.today, leaves=leaves)


def _transfer(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Let residents move to a vacant unit: they leave the old one on the day they move into the other."""
    settled, vacant = _settled(book, views), [view for view in _untouched(book, views) if view.vacant]
    wanted = happenings(book.rng, len(settled) * book.pace.transfer)
    pairs = zip(book.rng.sample(settled, wanted), book.rng.sample(vacant, min(wanted, len(vacant))), strict=False)
    for (_, stay), view in pairs:
        on = max(book.today, view.free_from or book.today) + timedelta(days=book.rng.randint(1, 8))
        if give_notice(book, stay, "transfer", given_on=book.today, leaves=on):
            begin_stay(book, view.unit, stay.resident_id, on, "transfer")


def _renovate(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Take vacant units out of service, some entered a few days after it was done."""
    vacant = [view for view in _untouched(book, views) if view.vacant]
    for view in book.rng.sample(vacant, happenings(book.rng, len(vacant) * book.pace.renovation)):
        start = book.today - timedelta(days=book.rng.choice((0, 0, 1, 3)))
        if view.free_from is not None and start > view.free_from:
            close_unit(book, view.unit, start)


def _change_rents(book: PropertyBook, views: Sequence[UnitView]) -> None:
    """Change rents in the middle of a lease, from today or from the first of next month."""
    settled = _settled(book, views)
    for _, stay in book.rng.sample(settled, happenings(book.rng, len(settled) * book.pace.rent_change)):
        present = book.rent_on(stay.occupancy_id, book.today)
        day = book.rng.choice((book.today, add_months(first_of_month(book.today), 1)))
        if present is not None and book.add_rent(stay, moved(book.rng, present, -3, 5), day):
            book.touched.add(stay.unit_id)
