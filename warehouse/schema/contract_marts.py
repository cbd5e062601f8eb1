"""The marts of contract billing: lines with their arithmetic, a month's invoice, what ends soon, what is not billed.

Every one carries client_id, and no row holds anything of another client. What is billed by which rule is explained in
docs/contract-billing.md; everything holds as of `as_of`, the day of the newest snapshot of the source.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.billing_models import KEYS, MODEL_NAMES
from warehouse.schema.contract_billing import KILOMETRES, RULE_VALUE
from warehouse.schema.declare import COUNT, DAY, FLAG, MOMENT, MONEY, TEXT, column, table, tenant

DISTANCE = sa.Numeric(18, 6)


def _of_client() -> list[sa.Column[Any]]:
    return [
        tenant(),
        column("source", TEXT, "The system the figures come from, as named in the portfolio.", required=True),
        column("client_id", TEXT, "The client that is billed, by its id in the source.", required=True),
    ]


def _of_contract() -> list[sa.Column[Any]]:
    return [
        *_of_client(),
        column("vendor_id", TEXT, "The vendor that drives, by its id in the source.", required=True),
        column("contract_id", TEXT, "The contract, by its id in the source.", required=True),
    ]


def _as_of() -> sa.Column[Any]:
    return column("as_of", DAY, "The day the figures hold: that of the newest snapshot of the source.", required=True)


def _money(name: str, text: str, *, required: bool = True) -> sa.Column[Any]:
    return column(name, MONEY, text, unit="currency", required=required)


def _version() -> list[sa.Column[Any]]:
    return [
        column("version_id", TEXT, "The version, by its id in the source.", required=True),
        column("version_number", COUNT, "Its number within the contract.", required=True),
        column("billing_model", TEXT, f"{MODEL_NAMES}; an unknown one as the source has it.", required=True),
    ]


def _time_of_version() -> list[sa.Column[Any]]:
    return [
        column("valid_from", MOMENT, "First moment at which it holds.", required=True),
        column("valid_until", MOMENT, "First moment at which it no longer holds; blank while open."),
    ]


def _line(*, billed: bool) -> list[sa.Column[Any]]:
    """What is known of a line, and what it costs; of a line that is not billed that is blank."""
    return [
        column("trip_id", TEXT, "The trip, by its id in the source; blank for a monthly fee."),
        column(
            "version_id",
            TEXT,
            "The version that bills it: the only one with valid_from <= start_time < valid_until.",
            required=billed,
        ),
    ]


def _measures() -> list[sa.Column[Any]]:
    return [
        column(
            "start_time",
            MOMENT,
            "Local start of the trip; of a monthly fee the first moment of the month at which a version is in force.",
            required=True,
        ),
        column("end_time", MOMENT, "Local end of the trip, where given; blank for a monthly fee."),
        column("distance_km", KILOMETRES, "Kilometres driven; blank for a monthly fee.", unit="km"),
        column(
            "km_before",
            DISTANCE,
            "Kilometres of the contract's earlier trips of the month under a model that counts them; else blank.",
            unit="km",
        ),
        column("billable_km", DISTANCE, "Kilometres that are paid for; blank for a monthly fee.", unit="km"),
        column("is_carpool", FLAG, "Whether the trip was shared; blank where the source does not say."),
    ]


def _amounts(*, billed: bool) -> list[sa.Column[Any]]:
    return [
        _money("tax", "base_amount x tax_percentage / 100, rounded half up to the cent.", required=billed),
        _money("carpool_bonus", "The rules' carpool_bonus where is_carpool, else 0; untaxed.", required=billed),
        _money("total", "base_amount + tax + carpool_bonus.", required=billed),
    ]


def _base(*, billed: bool) -> sa.Column[Any]:
    return _money("base_amount", "What the rules come to, rounded half up to the cent.", required=billed)


CONTRACT_RULES = table(
    "marts.contract_rules",
    "One row per version of a contract alive at the source, with its values as they bill.",
    [
        *_of_contract(),
        column("status", TEXT, "Status of the contract in the source's words.", required=True),
        *_version(),
        *_time_of_version(),
        *(
            column(
                one.name,
                RULE_VALUE,
                f"{one.text} {'' if one.default is None else f'{one.default} where not given. '}"
                "Blank where the model has no such key or the rules a finding.",
                unit=one.unit,
            )
            for one in KEYS
        ),
        column("rules", TEXT, "The same values in words; blank where the rules have a finding."),
        column("finding", TEXT, "Why the rules bill nothing, in short; blank where they bill."),
        column("message", TEXT, "The same in full."),
        column("rejected_since", DAY, "Since when the version's row has been rejected; the last good state is shown."),
        _as_of(),
    ],
    key=("tenant_id", "source", "version_id"),
)
CONTRACT_PERIODS = table(
    "marts.contract_periods",
    "One row per contract alive at the source and period in which the same versions of it are in force; half open and "
    "without gaps.",
    [
        *_of_contract(),
        column("valid_from", MOMENT, "First moment of the period; blank for the one before any version."),
        column("valid_until", MOMENT, "First moment after the period; blank for the last one."),
        column("versions", COUNT, "Versions in force; with exactly one it bills.", unit="versions", required=True),
        column("version_id", TEXT, "The version in force, where there is exactly one."),
        column("lowest_version", COUNT, "Lowest version number in force; blank without any."),
        column("highest_version", COUNT, "Highest version number in force; blank without any."),
        column("may_have_fee", FLAG, "Whether a version in force has, or may have, a monthly fee.", required=True),
        column(
            "finding",
            TEXT,
            "Why nothing is billed in the period: contract_is_draft, no_version, overlapping_versions or the finding "
            "of the version's rules; blank where the version bills.",
        ),
        _as_of(),
    ],
    key=("tenant_id", "source", "contract_id", "valid_from"),
)
CONTRACT_LINES = table(
    "marts.contract_lines",
    "One row per trip and per monthly fee, billed or not. contract_charges shows the billed with their arithmetic.",
    [
        *_of_client(),
        column("contract_id", TEXT, "The contract; blank where it is not the client's or is gone."),
        column("month", DAY, "First day of the month of the start.", required=True),
        column("kind", TEXT, "trip or monthly_fee.", required=True),
        *_line(billed=False),
        *_measures(),
        _base(billed=False),
        *_amounts(billed=False),
        column(
            "finding",
            TEXT,
            "Why the line is not billed: contract_gone, contract_of_another_client, trip_of_another_vendor, "
            "amount_unknown, amount_implausible or the finding of the contract's period; blank where it is billed.",
        ),
    ],
    key=("tenant_id", "source", "kind", "trip_id", "contract_id", "month"),
)
CONTRACT_CHARGES = table(
    "marts.contract_charges",
    "One row per billed line: a trip, or the monthly fee of a contract.",
    [
        *_of_contract(),
        column("month", DAY, "First day of the month of the start.", required=True),
        column("kind", TEXT, "trip or monthly_fee.", required=True),
        *_line(billed=True),
        *_version()[1:],
        *_measures(),
        _base(billed=True),
        column("tax_percentage", RULE_VALUE, "Tax on the line, by the rules; 18 where not given.", unit="per cent"),
        *_amounts(billed=True),
        column("calculation", TEXT, "The version, its values and the arithmetic, to be redone by hand.", required=True),
    ],
    key=("tenant_id", "source", "kind", "trip_id", "contract_id", "month"),
    view=True,
)
CONTRACT_INVOICES = table(
    "marts.contract_invoices",
    "One row per contract and month with a line, billed or not.",
    [
        *_of_contract(),
        column("month", DAY, "First day of the month.", required=True),
        column(
            "due_date", DAY, "Last day of the month: the source has no day on which a bill falls due.", required=True
        ),
        column("lines", COUNT, "Billed lines.", unit="lines", required=True),
        column("trips", COUNT, "Of them, trips.", unit="trips", required=True),
        _money("base_amount", "Sum of the billed lines' base amounts."),
        _money("tax", "Sum of their taxes, each rounded by itself."),
        _money("carpool_bonus", "Sum of their carpool bonuses."),
        _money("total", "Sum of their totals; what is not billed is not in it."),
        column("unbilled_trips", COUNT, "Trips with a finding: see contract_findings.", unit="trips", required=True),
        column(
            "unbilled_fees",
            COUNT,
            "1 where the month's fee has a finding, or may have one.",
            unit="fees",
            required=True,
        ),
        column("is_complete", FLAG, "Whether nothing of the month is unbilled.", required=True),
    ],
    key=("tenant_id", "source", "contract_id", "month"),
)
CONTRACT_RENEWALS = table(
    "marts.contract_renewals",
    "One row per contract version that ends within 90 days of the newest snapshot; drafts are left out.",
    [
        *_of_contract(),
        column("status", TEXT, "Status of the contract in the source's words.", required=True),
        *_version(),
        column("valid_from", MOMENT, "First moment at which it holds.", required=True),
        column("valid_until", MOMENT, "First moment at which it no longer holds.", required=True),
        _as_of(),
        column("days_left", COUNT, "Days from as_of to the day of valid_until: 0 to 90.", unit="days", required=True),
        column("bucket", COUNT, "30, 60 or 90: within how many days it ends.", unit="days", required=True),
        column(
            "next_version_id",
            TEXT,
            "The version that takes over: the earliest of those that start no earlier and hold beyond valid_until.",
        ),
        column("next_version_number", COUNT, "Its number within the contract."),
        column("next_valid_from", MOMENT, "First moment at which it holds."),
        column("is_seamless", FLAG, "Whether it starts where this one ends.", required=True),
    ],
    key=("tenant_id", "source", "version_id"),
)
CONTRACT_FINDINGS = table(
    "marts.contract_findings",
    "One row per line that is not billed, version that bills nothing, overlap of versions, contract without an end, "
    "and client whose trips or versions say that their times are in UTC.",
    [
        *_of_client(),
        column("contract_id", TEXT, "The contract; blank where it is not the client's or is gone."),
        column("kind", TEXT, "What it is about: trip, monthly_fee, version or period.", required=True),
        column("version_id", TEXT, "The version, where it is about one."),
        column("trip_id", TEXT, "The trip, where it is about one."),
        column("month", DAY, "First day of the month of the line, or in which the overlap begins."),
        column("rule", TEXT, "Short name of what is wrong.", required=True),
        column("severity", TEXT, "error: something is not billed; warning: worth a look.", required=True),
        column("message", TEXT, "What is wrong, and what to do.", required=True),
        _as_of(),
    ],
    key=("tenant_id", "source", "kind", "rule", "contract_id", "version_id", "trip_id", "month", "message"),
)
