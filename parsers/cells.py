"""The one place that turns a cell into a value: money, counts, days, names, ids and text.

Blank is None and never 0; what cannot be read raises CellError and never becomes None. Nothing here knows a report.
A report repeats few words and amounts, so what a short text says is kept for the next cell that says the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Literal, TypeAlias

from parsers.errors import CellError

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None

MARKS = "¹²³†‡*§"
_MARKS = frozenset(MARKS)
_AROUND = MARKS + " "
MONTH_FIRST_COUNTRIES = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "PH", "FM", "MH", "PW"})
SENTINEL_DAYS = frozenset({date(2099, 12, 31), date(1900, 1, 1)})

_BLANKS = frozenset({"", "-", "--", "\u2013", "\u2014", "$", "$-", "n/a", "na"})
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<minus>-)?(?:US|MX)?[$€£]?(?P<minus_after>-)?(?P<inner>\()?"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<close>\)*)(?P<trailing>-)?"
)
_TIME = r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMBERS_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})" + _TIME)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME)
_MONTH_NAME_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})" + _TIME)
_DAY_THEN_MONTH_NAME = re.compile(r"(\d{1,2})[\s-]([A-Za-z]{3,9})\.?[\s-](\d{4})" + _TIME)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENT = Decimal("0.01")
_FLOAT_NOISE = Decimal("0.000001")
_EXACT_CENTS = 10.0**12  # below, a float of whole cents is told by its nearest number of cents
_SHORT_TEXT = 100  # longer ones are read every time: what is kept stays small whatever a file holds
_KEPT = 1 << 14
_PRINTED_DIGITS = 15  # a spreadsheet shows at most 15 significant digits; what a float holds beyond them is noise


def is_blank(value: Cell) -> bool:
    """Whether a cell holds nothing: no value, only white space, or a vendor's sign for nothing ("-", "$", "N/A")."""
    if not isinstance(value, str):
        return value is None
    return _is_blank_text(value) if len(value) <= _SHORT_TEXT else _is_blank_text.__wrapped__(value)


def money(value: Cell) -> Decimal | None:
    """An amount exactly as printed, None where blank: "1,905.00", "(55.00)", "$12", 17.75."""
    if value is None:
        return None
    if isinstance(value, str):
        if is_blank(value):
            return None
        amount = _amount_of_text(value) if len(value) <= _SHORT_TEXT else _amount_of_text.__wrapped__(value)
        if amount is None:
            raise CellError(value, expected="an amount of money such as 1,905.00 or (55.00), or a blank")
        return amount
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CellError(value, expected="an amount of money such as 1,905.00 or (55.00), or a blank")
    return _printed_number(value)


def is_amount(value: Cell) -> bool:
    """Whether a cell holds an amount (a blank holds none)."""
    if isinstance(value, str):
        read = _amount_of_text if len(value) <= _SHORT_TEXT else _amount_of_text.__wrapped__
        return not is_blank(value) and read(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def holds_amount(value: Cell) -> bool:
    """Whether a cell holds an amount, footnote marks aside."""
    if isinstance(value, str):
        return _text_holds_amount(value) if len(value) <= _SHORT_TEXT else is_amount(without_marks(value))
    return is_amount(value)


def holds_value(value: Cell) -> bool:
    """Whether a cell is neither blank nor footnote marks alone."""
    if isinstance(value, str):
        return not (is_blank(value) or without_marks(value) is None)
    return value is not None


def integer(value: Cell) -> int | None:
    """A whole number, None where blank: 12, 12.0, "1,234"."""
    try:
        amount = money(value)
    except CellError:
        amount = Decimal("0.5")
    if amount is None:
        return None
    if amount != amount.to_integral_value():
        raise CellError(value, expected="a whole number such as 12 or 1,234, or a blank")
    return int(amount)


def percent(value: Cell, *, bare: Literal["percent", "fraction"]) -> Decimal | None:
    """A share as a fraction, None where blank: "95.74%" is 0.9574; `bare` says what a number without % means."""
    marked = isinstance(value, str) and value.rstrip().endswith("%")
    try:
        amount = money(value.rstrip().rstrip("%") if isinstance(value, str) else value)
    except CellError:
        raise CellError(value, expected="a share such as 95.74%, or a blank") from None
    return amount / 100 if amount is not None and (marked or bare == "percent") else amount


def day(value: Cell, *, country: str = "US") -> date | None:
    """A calendar day without its time, None where blank; 03/04/2026 is read in the order of the property's country."""
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _day_of_text(value.strip(), country) if isinstance(value, str) else None
    if found is None:
        raise CellError(value, expected=f"a day such as {_example_day(country)} or 2026-12-31, or a blank")
    return found


def days_within(value: Cell, *, country: str = "US") -> list[date]:
    """Every day a text cell lists, one under the other or side by side, in order: a move-in and a move-out."""
    if not isinstance(value, str):
        single = day(value, country=country)
        return [] if single is None else [single]
    parts = [part for part in re.split(r"[\n;]| {2,}|(?<=\d{4}) (?=\d{1,2}/)", value) if not is_blank(part)]
    return [found for part in parts if (found := day(part, country=country)) is not None]


def without_sentinel(value: date | None) -> date | None:
    """The day itself, or None for the days vendors print where there is none (12/31/2099, 01/01/1900)."""
    return None if value in SENTINEL_DAYS else value


def text(value: Cell) -> str | None:
    """Text with every run of white space as one space, None where blank; a number as an id would be written."""
    if value is None:
        return None
    joined = " ".join(value.replace("\u00a0", " ").split()) if isinstance(value, str) else _written(value)
    return joined or None


def lines(value: Cell) -> list[str]:
    """The lines of a cell that are not blank, each as text."""
    if not isinstance(value, str):
        single = text(value)
        return [] if single is None else [single]
    return [found for line in value.splitlines() if (found := text(line)) is not None]


def identifier(value: Cell) -> str | None:
    """An id as text: the number 500.0 is "500", the text "007" stays "007", None where blank."""
    return text(value)


def name(value: Cell) -> str | None:
    """A person's name without the footnote marks around it, as printed: "Last, First (Nick)"."""
    return without_marks(value)


def marks(value: Cell) -> str:
    """The footnote marks around a text, in order: "†‡" of "†‡ Doe, Jo"; empty where there are none."""
    found = text(value) if isinstance(value, str) and not _MARKS.isdisjoint(value) else None
    if found is None:
        return ""
    rest = found.strip(_AROUND)
    before, _, after = found.partition(rest) if rest else (found, "", "")
    return "".join(one for one in before + after if one in MARKS)


def without_marks(value: Cell) -> str | None:
    """Text without the footnote marks around it, None where nothing else is left."""
    if isinstance(value, str) and len(value) <= _SHORT_TEXT:
        return _unmarked_text(value)
    found = text(value)
    return (found.strip(_AROUND) or None) if found is not None else None


def squash(value: Cell) -> str:
    """Letters and digits alone, in lower case: how labels are compared, so that breaks and hyphens do not matter."""
    if not isinstance(value, str):
        return ""
    return _squashed(value) if len(value) <= _SHORT_TEXT else _squashed.__wrapped__(value)


@lru_cache(_KEPT)
def _squashed(value: str) -> str:
    return "".join(filter(str.isalnum, value.lower()))


@lru_cache(_KEPT)
def _is_blank_text(value: str) -> bool:
    return _squeezed(value).lower() in _BLANKS


@lru_cache(_KEPT)
def _text_holds_amount(value: str) -> bool:
    return is_amount(without_marks(value))


@lru_cache(_KEPT)
def _unmarked_text(value: str) -> str | None:
    return (text(value) or "").strip(_AROUND) or None


def _squeezed(value: str) -> str:
    return "".join(value.split())


@lru_cache(_KEPT)
def _amount_of_text(value: str) -> Decimal | None:
    """The amount a text says, None where it says none."""
    found = _AMOUNT.fullmatch(_squeezed(value).replace("\u2212", "-"))
    signs = (found["open"] or found["inner"], found["minus"], found["minus_after"], found["trailing"]) if found else ()
    opened = bool(found and found["open"]) + bool(found and found["inner"])
    if found is None or sum(map(bool, signs)) > 1 or opened != len(found["close"]):
        return None
    amount = Decimal(found["digits"].replace(",", ""))
    return -amount if any(signs) else amount


def _printed_number(value: float) -> Decimal:
    if not isfinite(value):
        raise CellError(value, expected="a finite number")
    return Decimal(value) if isinstance(value, int) else _printed_float(value)


@lru_cache(_KEPT)
def _printed_float(value: float) -> Decimal:
    hundredths = round(value * 100) if -_EXACT_CENTS < value < _EXACT_CENTS else 0
    if hundredths / 100 == value:
        return hundredths * _CENT  # what the lines below give, in a fraction of the time
    printed = Decimal(f"{value:.{_PRINTED_DIGITS}g}")
    cents = printed.quantize(_CENT) if abs(printed) < 10**_PRINTED_DIGITS else printed
    return cents if abs(printed - cents) < _FLOAT_NOISE else printed


def _written(value: float | datetime | date | time | timedelta) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return format(_printed_number(value).normalize(), "f")


def _day_of_text(value: str, country: str) -> date | None:
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...] = (
        (_NUMBERS_DAY, lambda found: _ordered(found[1], found[3], found[4], country)),
        (_ISO_DAY, lambda found: _calendar_day(int(found[1]), int(found[2]), int(found[3]))),
        (_MONTH_NAME_FIRST, lambda found: _named(found[1], found[2], found[3])),
        (_DAY_THEN_MONTH_NAME, lambda found: _named(found[2], found[1], found[3])),
    )
    for pattern, read in readers:
        if found := pattern.fullmatch(value):
            return read(found)
    return None


def _ordered(first: str, second: str, year: str, country: str) -> date | None:
    month, number = (first, second) if country.upper() in MONTH_FIRST_COUNTRIES else (second, first)
    return _calendar_day(int(year), int(month), int(number))


def _named(month: str, number: str, year: str) -> date | None:
    short = month.lower()[:3]
    return _calendar_day(int(year), _MONTHS.index(short) + 1, int(number)) if short in _MONTHS else None


def _calendar_day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _example_day(country: str) -> str:
    return "12/31/2026" if country.upper() in MONTH_FIRST_COUNTRIES else "31/12/2026"
