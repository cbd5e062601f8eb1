"""How a tabular feed is declared: its fields, and the sentences with which its rows are refused.

A feed's rows are typed and judged in SQL (warehouse/sql/unified/{source}/{dataset}.sql), every field as text first, so
that one bad value costs one row and a million rows cost a second. Here stands only what the file must have and what
a person reads when a row breaks a rule; every rule an SQL file names must have its sentence here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SAYS_MISSING = "{source_name} is missing; every row of {dataset} needs one"
SAYS_NOT_A_DATE = "{source_name} is {{{column}}}, which is no calendar date; expected YYYY-MM-DD"
SAYS_NOT_AN_AMOUNT = (
    "{source_name} is {{{column}}}, which is no amount of money; expected digits with at most two decimals, "
    "without thousands separators"
)
SAYS_DUPLICATE = "{source_name} {{{column}}} stands on an earlier accepted row of this file with other values"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the file, the raw column it goes to, and whether a row without it is refused.

    `kind` says what text must read as: "text", "date" (YYYY-MM-DD), "amount" (at most two decimals) or "moment" (a day
    with its time; the cell of a sheet that holds a day alone is its midnight, text is not). A field that is not
    required may be blank in every row, but where `may_vanish` is False a file that no longer has it at all, after files
    that did, is refused: its absence would change every row.
    """

    source_name: str
    column: str
    kind: str = "text"
    required: bool = True
    may_vanish: bool = True


@dataclass(frozen=True, slots=True)
class Feed:
    """One dataset of a feed source. The first field is the row's own id.

    `rules` holds the sentences of this feed's own rules, by rule name; `{column}` stands for the row's text in it.
    """

    source: str
    dataset: str
    fields: Sequence[Field]
    rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw_table(self) -> str:
        """The raw table the feed's rows are kept in."""
        return f"raw.{self.source}_{self.dataset}"

    @property
    def id_column(self) -> str:
        """The raw column that holds the row's own id."""
        return self.fields[0].column

    @property
    def required_names(self) -> list[str]:
        """The fields a file must have, as the source names them."""
        return [one.source_name for one in self.fields if one.required]

    def messages(self) -> dict[str, str]:
        """Rule name -> sentence, the rules every feed has and this feed's own."""
        found: dict[str, str] = {}
        for one in self.fields:
            found |= self._rules_of(one)
        identity = self.fields[0]
        found["duplicate_id"] = SAYS_DUPLICATE.format(source_name=identity.source_name, column=identity.column)
        found["row_too_long_or_short"] = "The row has another number of fields than the header"
        return {**found, **self.rules}

    def _rules_of(self, one: Field) -> dict[str, str]:
        words = {"source_name": one.source_name, "column": one.column, "dataset": self.dataset}
        rules = {}
        if one.required:
            rules[f"missing_{one.column}"] = SAYS_MISSING.format(**words)
        if one.kind == "date":
            rules[f"{one.column}_not_a_date"] = SAYS_NOT_A_DATE.format(**words)
        if one.kind == "amount":
            rules[f"{one.column}_not_an_amount"] = SAYS_NOT_AN_AMOUNT.format(**words)
        return rules
