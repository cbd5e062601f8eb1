"""Contract billing: what clients, contracts, versions and trips are kept in, as sent and as one model with history.

Their marts are declared in contract_marts.py. The columns of a version's rules are the keys of the billing models.
"""

from __future__ import annotations

import sqlalchemy as sa

from warehouse.billing_models import KEYS, MODEL_NAMES
from warehouse.billing_models.rules import DECIMALS, DIGITS
from warehouse.schema.declare import COUNT, FLAG, MOMENT, TEXT, Reference, column
from warehouse.schema.raw import feed
from warehouse.schema.unified import OWNER, entity

KILOMETRES = sa.Numeric(12, 6)
RULE_VALUE = sa.Numeric(DIGITS + DECIMALS, DECIMALS)

feed(
    "contract_billing_clients",
    "One row per client row of one contract billing export.",
    {"client_id": "The source's own id of the client.", "name": "Name of the client."},
)
feed(
    "contract_billing_vendors",
    "One row per vendor row of one contract billing export.",
    {"vendor_id": "The source's own id of the vendor.", "name": "Name of the vendor."},
)
feed(
    "contract_billing_employees",
    "One row per employee row of one contract billing export.",
    {
        "employee_id": "The source's own id of the employee.",
        "client_id": "The client the employee works for.",
        "name": "Name of the employee.",
        "email": "E-mail address, where given.",
    },
    personal={"name": "name", "email": "e-mail address"},
)
feed(
    "contract_billing_contracts",
    "One row per contract row of one contract billing export.",
    {
        "contract_id": "The source's own id of the contract.",
        "client_id": "The client that is billed.",
        "vendor_id": "The vendor that drives.",
        "status": "DRAFT, ACTIVE or another word of the source.",
        "name": "Name of the contract, where given.",
    },
)
feed(
    "contract_billing_contract_versions",
    "One row per contract version row of one contract billing export.",
    {
        "version_id": "The source's own id of the version, where given.",
        "contract_id": "The contract it is a version of.",
        "version_number": "Its number within the contract.",
        "billing_model": "How it bills.",
        "rules_config": "The model's values, as a JSON object.",
        "valid_from": "First moment at which it holds.",
        "valid_until": "First moment at which it no longer holds; blank while open.",
    },
)
feed(
    "contract_billing_trips",
    "One row per trip row of one contract billing export.",
    {
        "trip_id": "The source's own id of the trip.",
        "client_id": "The client the trip was for.",
        "vendor_id": "The vendor that drove, where given.",
        "contract_id": "The contract that bills it.",
        "employee_id": "The employee that was driven, where given.",
        "start_time": "Local wall-clock time of the start.",
        "end_time": "Local wall-clock time of the end, where given.",
        "distance_km": "Kilometres driven.",
        "is_carpool": "Whether it was shared.",
    },
)


def _refers(column_name: str, model: str) -> Reference:
    return Reference((*OWNER, column_name), f"unified.{model}", (*OWNER, column_name))


CLIENTS = entity(
    "clients",
    "One row per client of a source.",
    [
        column("client_id", TEXT, "The source's id of the client.", required=True),
        column("name", TEXT, "Name of the client.", required=True),
    ],
    key="client_id",
)
VENDORS = entity(
    "vendors",
    "One row per vendor of a source.",
    [
        column("vendor_id", TEXT, "The source's id of the vendor.", required=True),
        column("name", TEXT, "Name of the vendor.", required=True),
    ],
    key="vendor_id",
)
EMPLOYEES = entity(
    "employees",
    "One row per employee of a client.",
    [
        column("employee_id", TEXT, "The source's id of the employee.", required=True),
        column("client_id", TEXT, "The client the employee works for.", required=True),
        column("name", TEXT, "Name of the employee.", required=True, personal="name"),
        column("email", TEXT, "E-mail address, where given.", personal="e-mail address"),
    ],
    key="employee_id",
    references=[_refers("client_id", "clients")],
)
CONTRACTS = entity(
    "contracts",
    "One row per contract of a client with a vendor.",
    [
        column("contract_id", TEXT, "The source's id of the contract.", required=True),
        column("client_id", TEXT, "The client that is billed.", required=True),
        column("vendor_id", TEXT, "The vendor that drives.", required=True),
        column("status", TEXT, "Status in the source's words, in capitals: DRAFT, ACTIVE, ...", required=True),
        column("name", TEXT, "Name of the contract, where given."),
    ],
    key="contract_id",
    references=[_refers("client_id", "clients"), _refers("vendor_id", "vendors")],
)
CONTRACT_VERSIONS = entity(
    "contract_versions",
    "One row per version of a contract: from when to when it bills, and by which rules.",
    [
        column(
            "version_id",
            TEXT,
            "The source's id of the version; where it gives none, contract_id/version_number.",
            required=True,
        ),
        column("contract_id", TEXT, "The contract it is a version of.", required=True),
        column("version_number", COUNT, "Its number within the contract.", required=True),
        column("billing_model", TEXT, f"{MODEL_NAMES}; another word as the source has it.", required=True),
        column("rules_config", TEXT, "The rules as sent, keys in order, without white space of their own."),
        column("starts_at", MOMENT, "valid_from: first moment at which the version holds.", required=True),
        column("ends_at", MOMENT, "valid_until: first moment at which it no longer holds; blank while open."),
        *(column(one.name, RULE_VALUE, f"{one.text} As given; blank where not.", unit=one.unit) for one in KEYS),
        column("rules_problem", TEXT, "Why the rules bill nothing, in short; blank where they can be billed by."),
        column("rules_message", TEXT, "The same in full; the values above are blank then."),
    ],
    key="version_id",
    references=[_refers("contract_id", "contracts")],
)
TRIPS = entity(
    "trips",
    "One row per trip.",
    [
        column("trip_id", TEXT, "The source's id of the trip.", required=True),
        column("client_id", TEXT, "The client the trip was for.", required=True),
        column("vendor_id", TEXT, "The vendor that drove, where given."),
        column("contract_id", TEXT, "The contract that bills it.", required=True),
        # No reference: an employee who left is no longer listed, the trips are.
        column("employee_id", TEXT, "The employee that was driven, where given."),
        column("start_time", MOMENT, "Local wall-clock time of the start.", required=True),
        column("end_time", MOMENT, "Local wall-clock time of the end, where given."),
        column(
            "distance_km", KILOMETRES, "Kilometres driven, rounded half up to the millimetre.", unit="km", required=True
        ),
        column("is_carpool", FLAG, "Whether it was shared; blank where the source does not say."),
    ],
    key="trip_id",
    references=[_refers("client_id", "clients"), _refers("contract_id", "contracts")],
)
