"""What residents are charged and how they pay: on time, early, late, in part or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import get_args

from simulator.book import PropertyBook
from simulator.calendar_days import add_months, days_in_month, first_of_month
from simulator.chance import cents, happenings, money
from simulator.facts import Account, Entry, Habit, Occupancy

HABITS: tuple[Habit, ...] = get_args(Habit)
HABIT_WEIGHTS = (70, 10, 10, 6, 4)
PAYMENT_CODES = ("PMTOPACH", "PMTOPACH", "PMTOPCARD", "PMTOTHER")
PARKING = (Decimal("0.00"), Decimal("0.00"), Decimal("75.00"), Decimal("125.00"))
DEPOSITS = (Decimal("200.00"), Decimal("250.00"), Decimal("350.00"), Decimal("500.00"))
TRASH = Decimal("12.00")
APPLICATION_FEE = Decimal("75.00")
ADMINISTRATION_FEE = Decimal("200.00")
LATE_FEE = Decimal("50.00")
LATE_FEE_FROM = Decimal("100.00")
LATE_AFTER = timedelta(days=5)
PREPAID_ON = timedelta(days=24)
CONCESSION_CHANCE = 0.4
DAMAGES_CHANCE = 0.2
SHORTEST_ARREARS, LONGEST_ARREARS = 1, 4


def open_account(book: PropertyBook, stay: Occupancy) -> None:
    """Open the account of a stay, with the habits of the one who pays it."""
    habit = book.rng.choices(HABITS, HABIT_WEIGHTS)[0]
    account = Account(stay.occupancy_id, stay.unit_id, habit, book.rng.choice(PARKING), book.rng.choice(DEPOSITS))
    book.open_account(account)


def open_miscellaneous_income(book: PropertyBook) -> None:
    """Open the property's account without a unit, with a payment nobody has claimed."""
    account = Account(f"{book.site.slug}-misc", None, "none", PARKING[0], PARKING[0])
    book.open_account(account)
    book.post(Entry(account.account_id, "payment", "PMTOTHER", book.today, -money(book.rng, 20, 400)))


def charge_application(book: PropertyBook, occupancy_id: str) -> None:
    """Charge the fees of a signed lease; most pay them at once."""
    charge(book, occupancy_id, "APPFEE", book.today, APPLICATION_FEE)
    charge(book, occupancy_id, "ADMIN", book.today, ADMINISTRATION_FEE)
    if book.accounts[occupancy_id].habit not in {"short", "none"}:
        pay_all(book, occupancy_id, book.today)


def bill_month(book: PropertyBook, first: date) -> None:
    """Charge everybody who lives there on the first of a month."""
    for unit in book.units:
        for stay in book.stays(unit.unit_id):
            if stay.covers(first) and stay.occupancy_id in book.accounts:
                _bill(book, stay, first)


def bill_move_in(book: PropertyBook, occupancy_id: str, on: date) -> None:
    """Charge the rest of the month to somebody who moves in after the first, now and then with a concession."""
    stay = book.stay(occupancy_id)
    if stay is None or stay.move_in_date != on or on == first_of_month(on):
        return
    _bill(book, stay, on)
    if happenings(book.rng, CONCESSION_CHANCE):
        book.post(Entry(occupancy_id, "credit", "CONC/ONE-TIME", on, -money(book.rng, 200, 900)))


def bill_move_out(book: PropertyBook, occupancy_id: str, on: date) -> None:
    """Now and then charge damages to somebody who moves out on `on`."""
    stay = book.stay(occupancy_id)
    if stay is not None and stay.move_out_date == on and happenings(book.rng, DAMAGES_CHANCE):
        charge(book, occupancy_id, "DAMAGES", on, money(book.rng, 40, 600))


def leave_arrears(book: PropertyBook, stay: Occupancy) -> None:
    """Give an account of a bad payer what was left unpaid in the months before the world began."""
    for back in range(SHORTEST_ARREARS, book.rng.randint(SHORTEST_ARREARS, LONGEST_ARREARS) + 1):
        first = add_months(first_of_month(book.start), -back)
        amount = book.rent_on(stay.occupancy_id, first)
        if amount is not None and stay.covers(first):
            charge(book, stay.occupancy_id, "RENT", first, _share(amount, book.rng.randint(5, 100)))
            charge(book, stay.occupancy_id, "LATEFEE", first + LATE_AFTER, LATE_FEE)


def charge(book: PropertyBook, account_id: str, code: str, on: date, amount: Decimal) -> None:
    """Post a charge."""
    book.post(Entry(account_id, "charge", code, on, amount))


def pay_all(book: PropertyBook, account_id: str, on: date) -> None:
    """Pay whatever the account owes."""
    pay_share(book, account_id, 100, on)


def pay_share(book: PropertyBook, account_id: str, percent: int, on: date) -> None:
    """Pay some per cent of what the account owes."""
    owed = book.balance(account_id)
    if owed > 0:
        _pay(book, account_id, _share(owed, percent), on)


def _bill(book: PropertyBook, stay: Occupancy, on: date) -> None:
    """Charge rent from `on` to the end of the month, parking and utilities, and await payment."""
    rent = book.rent_on(stay.occupancy_id, on)
    if rent is None:
        return
    account_id = stay.occupancy_id
    charge(book, account_id, "RENT", on, cents(rent * _days_lived(stay, on) / days_in_month(on)))
    charge(book, account_id, "PARKING", on, book.accounts[account_id].parking)
    charge(book, account_id, "WATER", on, money(book.rng, 15, 60))
    charge(book, account_id, "TRASH", on, TRASH)
    _PAYS[book.accounts[account_id].habit](book, account_id, on)


def _days_lived(stay: Occupancy, on: date) -> int:
    end = add_months(first_of_month(on), 1)
    if stay.move_out_date is not None:
        end = min(end, stay.move_out_date)
    return (end - on).days


def _pays_promptly(book: PropertyBook, account_id: str, on: date) -> None:
    book.plan(on + timedelta(days=book.rng.randint(0, 4)), partial(pay_all, book, account_id))


def _pays_early(book: PropertyBook, account_id: str, on: date) -> None:
    _pays_promptly(book, account_id, on)
    book.plan(first_of_month(on) + PREPAID_ON, partial(_prepay, book, account_id))


def _pays_late(book: PropertyBook, account_id: str, on: date) -> None:
    book.plan(on + LATE_AFTER, partial(_charge_late_fee, book, account_id))
    book.plan(on + timedelta(days=book.rng.randint(8, 25)), partial(pay_all, book, account_id))


def _pays_short(book: PropertyBook, account_id: str, on: date) -> None:
    percent = book.rng.randint(60, 95)
    book.plan(on + timedelta(days=book.rng.randint(2, 4)), partial(pay_share, book, account_id, percent))
    book.plan(on + LATE_AFTER, partial(_charge_late_fee, book, account_id))


def _pays_nothing(book: PropertyBook, account_id: str, on: date) -> None:
    book.plan(on + LATE_AFTER, partial(_charge_late_fee, book, account_id))


_PAYS = {
    "prompt": _pays_promptly,
    "early": _pays_early,
    "late": _pays_late,
    "short": _pays_short,
    "none": _pays_nothing,
}


def _charge_late_fee(book: PropertyBook, account_id: str, on: date) -> None:
    if book.balance(account_id) >= LATE_FEE_FROM:
        charge(book, account_id, "LATEFEE", on, LATE_FEE)


def _prepay(book: PropertyBook, account_id: str, on: date) -> None:
    """Pay next month's rent ahead, if the resident will live there then."""
    stay = book.stay(account_id)
    rent = book.rent_on(account_id, on)
    if stay is not None and rent is not None and stay.covers(add_months(first_of_month(on), 1)):
        _pay(book, account_id, rent, on)


def _pay(book: PropertyBook, account_id: str, amount: Decimal, on: date) -> None:
    book.post(Entry(account_id, "payment", book.rng.choice(PAYMENT_CODES), on, -amount))


def _share(amount: Decimal, percent: int) -> Decimal:
    return cents(amount * percent / 100)
