"""What every document parser returns: typed rows, the totals the document prints, and what was noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Format = Literal["xls", "xlsx", "html", "csv", "json", "xml"]


@dataclass(frozen=True, slots=True)
class Total:
    """One figure a document prints about itself and the same figure summed from the rows that were read.

    `name` is lower case with underscores and says the table, the figure and, where there is one, the section:
    "grand.total_prepaid", "accounts", "february_2026.leases". Counts and money are both Decimal.
    """

    name: str
    printed: Decimal
    computed: Decimal

    @property
    def agrees(self) -> bool:
        """Whether printed and computed are equal, to the cent."""
        return self.printed == self.computed


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed that does not stop the load: `rule` is its short name, `message` the sentence, with figures."""

    rule: str
    message: str
    severity: Literal["info", "warning", "error"] = "warning"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be taken: its row number in the sheet (from 1), the rule, the sentence and the cells."""

    row_number: int
    rule: str
    message: str
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as typed rows.

    `tables` maps the name of a raw table to its rows, NamedTuples whose fields are that table's own columns in order
    (the partition columns tenant_id, source, scope and snapshot_date are added on loading). Money is Decimal, days are
    `date`, blank is None. `property_name` and `company` are as the banner prints them; `as_of` is the day the document
    says it describes, `period_start` the first day of its activity, both None where it does not say; `property_code`
    is the vendor's own short code of the property, where the banner prints one.
    """

    report: str
    format: Format
    property_name: str | None
    company: str | None
    as_of: date | None
    tables: Mapping[str, Sequence[NamedTuple]]
    period_start: date | None = None
    totals: Sequence[Total] = field(default_factory=tuple)
    findings: Sequence[Finding] = field(default_factory=tuple)
    rejected: Sequence[RejectedRow] = field(default_factory=tuple)
    property_code: str | None = None

    @property
    def reconciled(self) -> bool:
        """Whether every printed total equals what its rows sum to."""
        return all(total.agrees for total in self.totals)
