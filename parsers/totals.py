"""Printed totals against sums of the rows that were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from parsers.cells import squash
from parsers.document import Total

ZERO = Decimal(0)


def sum_of(values: Iterable[Decimal | int | None]) -> Decimal:
    """The sum of what is there; blanks add nothing."""
    return ZERO + sum([value for value in values if value is not None])


def sum_or_blank(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there, None where nothing is: a sum of blanks is a blank."""
    present = [value for value in values if value is not None]
    return sum(present, ZERO) if present else None


def compare(
    section: str, printed: Mapping[str, Decimal | None], computed: Mapping[str, Decimal | int | None]
) -> list[Total]:
    """One Total per figure that is printed, named `<section>.<figure>`; an absent sum counts as nothing read."""
    return [
        Total(f"{section}.{figure}", amount, Decimal(computed.get(figure) or 0))
        for figure, amount in printed.items()
        if amount is not None
    ]


def matching_sum(printed: Decimal, sums: Sequence[Decimal]) -> Decimal:
    """Of the sums a total may be of the first that equals it, else the first."""
    return next((one for one in sums if one == printed), sums[0])


def fold(section: str, groups: Mapping[str, list[Total]]) -> list[Total]:
    """One Total that counts the groups that agree, and every total of the others that does not, by itself."""
    disagreeing = [total for group in groups.values() for total in group if not total.agrees]
    agreeing = sum(all(total.agrees for total in group) for group in groups.values())
    counted = Total(f"{section}_agreeing", Decimal(len(groups)), Decimal(agreeing))
    return [counted, *disagreeing] if groups else []


def snake(label: str) -> str:
    """A label as part of a total's name: "Transferred to New Unit" is transferred_to_new_unit."""
    return "_".join(word for part in label.split() if (word := squash(part)))
