"""How the datasets of each feed source hang together: which model each fills, and in which order they are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol


class FieldLike(Protocol):
    """What the warehouse needs to know of a field of a feed."""

    @property
    def source_name(self) -> str: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def required(self) -> bool: ...  # noqa: D102
    @property
    def may_vanish(self) -> bool: ...  # noqa: D102


class FeedLike(Protocol):
    """What the warehouse needs to know of a feed; the parsers' room declares them."""

    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def dataset(self) -> str: ...  # noqa: D102
    @property
    def fields(self) -> Sequence[FieldLike]: ...  # noqa: D102
    @property
    def raw_table(self) -> str: ...  # noqa: D102
    @property
    def id_column(self) -> str: ...  # noqa: D102
    def messages(self) -> dict[str, str]: ...  # noqa: D102


# Whose rows a statement is about: conditions over the values that `Partition.values` binds.
SCOPE = "tenant_id = $tenant_id AND source = $source AND scope = $scope"
PARTITION = f"{SCOPE} AND snapshot_date = $snapshot_date"
DATASET = f"{PARTITION} AND dataset = $dataset"


@dataclass(frozen=True, slots=True)
class Partition:
    """One snapshot of one scope: the grain in which raw is replaced and absence means deletion."""

    tenant_id: str
    source: str
    scope: str
    snapshot_date: date

    @property
    def values(self) -> dict[str, object]:
        """As bound values of a statement."""
        return {
            "tenant_id": self.tenant_id,
            "source": self.source,
            "scope": self.scope,
            "snapshot_date": self.snapshot_date,
        }


@dataclass(frozen=True, slots=True)
class Guard:
    """When a snapshot is held: it would delete more than `share` of the live rows, and at least `rows` of them.

    A snapshot that would leave nothing alive is held whatever its size: an empty answer is never a snapshot.
    """

    share: Decimal = Decimal("0.10")
    rows: int = 5

    def holds(self, *, live: int, gone: int) -> bool:
        """Whether a snapshot that ends `gone` of `live` objects waits for a person."""
        if gone == 0:
            return False
        return gone == live or (gone >= self.rows and gone > self.share * live)


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns of which no two accepted rows of a file share the values; the later row breaks `rule`."""

    columns: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A column whose value may stand in several accepted rows of a file, but not for overlapping half-open periods."""

    column: str
    rule: str
    starts: str = "move_in_date"
    ends: str = "move_out_date"


@dataclass(frozen=True, slots=True)
class Model:
    """The unified model a dataset fills, and what beside the id keeps a row out that an earlier one of the file has.

    `exceeding` is the rule that a payment breaks which no longer fits the amount of its invoice. `reads_rules` says
    that the billing rules in its rows are read before they are judged. `id_of_row` is the id of a raw row in SQL, where
    that is not the text of its first field alone.
    """

    dataset: str
    unified: str
    unique: tuple[Unique, ...] = ()
    apart: tuple[Apart, ...] = ()
    exceeding: str | None = None
    reads_rules: bool = False
    id_of_row: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The stages in which a source's datasets are judged: a stage may refer to the stages before it.

    Datasets of one stage are judged together, because their rules look at each other.
    """

    source: str
    stages: tuple[tuple[Model, ...], ...]

    @property
    def models(self) -> dict[str, Model]:
        """Every model of the source by its dataset, in the order of judging."""
        return {model.dataset: model for stage in self.stages for model in stage}

    def downstream(self, datasets: Sequence[str]) -> list[str]:
        """The given datasets and all that are judged with or after the first of them."""
        first = min(index for index, stage in enumerate(self.stages) for model in stage if model.dataset in datasets)
        return [model.dataset for stage in self.stages[first:] for model in stage]


LEASING_LEDGER = Plan(
    "leasing_ledger",
    (
        (Model("properties", "properties"),),
        (Model("units", "units"),),
        (Model("residents", "residents"),),
        (
            Model(
                "occupancies",
                "occupancies",
                apart=(Apart("unit_id", "unit_already_occupied"), Apart("resident_id", "resident_already_housed")),
            ),
            Model("unit_statuses", "unit_statuses", (Unique(("unit_id", "start_date"), "second_status_of_the_day"),)),
        ),
        (Model("rents", "rents", (Unique(("occupancy_id", "effective_date"), "second_rent_of_the_day"),)),),
    ),
)
PATIENT_LEDGER = Plan("patient_ledger", ((Model("patients", "patients"),), (Model("payments", "patient_payments"),)))
SCHOOL_BILLING = Plan(
    "school_billing",
    (
        (Model("schools", "schools"),),
        (Model("students", "students"),),
        (Model("invoices", "invoices"),),
        (Model("payments", "invoice_payments", exceeding="overpayment"),),
    ),
)
CONTRACT_BILLING = Plan(
    "contract_billing",
    (
        (Model("clients", "clients"),),
        (Model("vendors", "vendors"),),
        (Model("employees", "employees"),),
        (Model("contracts", "contracts"),),
        (
            Model(
                "contract_versions",
                "contract_versions",
                (Unique(("contract_id", "version_number"), "version_number_taken"),),
                reads_rules=True,
                id_of_row="COALESCE(NULLIF(TRIM(version_id), ''), "
                "NULLIF(TRIM(contract_id), '') || '/' || NULLIF(TRIM(version_number), ''))",
            ),
        ),
        (Model("trips", "trips"),),
    ),
)
PLANS: Mapping[str, Plan] = {
    plan.source: plan for plan in (LEASING_LEDGER, PATIENT_LEDGER, SCHOOL_BILLING, CONTRACT_BILLING)
}
