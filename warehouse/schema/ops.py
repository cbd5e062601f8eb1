"""Ops: what was loaded, refused, found and published; no row of input is unaccounted for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, MOMENT, TEXT, column, partition, table, tenant


def _dataset() -> list[sa.Column[Any]]:
    return [*partition(), column("dataset", TEXT, "The file, report or call the row is about.", required=True)]


LOADS = table(
    "ops.loads",
    "One row per landed file, or failed fetch, of a dataset, scope and day: what became of it.",
    [
        *_dataset(),
        column("file", TEXT, "Name of the file as it was handed over."),
        column("sha256", TEXT, "Content hash; the landed file is named by it. Blank where nothing arrived."),
        column("received_at", MOMENT, "When the bytes arrived, from the landing manifest (UTC)."),
        column(
            "outcome",
            TEXT,
            "loaded, replaced (a later file of the same day took its place), held (the guard against mass deletion), "
            "refused (unusable) or failed (nothing arrived).",
            required=True,
        ),
        column("is_current", FLAG, "Whether the raw partition holds this file's rows.", required=True),
        column("message", TEXT, "Why it was held, refused or failed, and what to do next."),
        column("allow_mass_deletion", FLAG, "The override: the guard does not hold this snapshot."),
        column("absent_fields", TEXT, "Fields that may not vanish and that no row of the file has; blank for none."),
        column("rows_read", COUNT, "Rows in the file.", unit="rows"),
        column("rows_accepted", COUNT, "Rows that passed every rule.", unit="rows"),
        column("rows_rejected", COUNT, "Rows quarantined in ops.rejects.", unit="rows"),
        column("rows_repeated", COUNT, "Exact repeats of an accepted row, counted and not loaded twice.", unit="rows"),
        column("rows_new", COUNT, "Objects seen for the first time.", unit="rows"),
        column("rows_changed", COUNT, "Objects with a changed attribute.", unit="rows"),
        column("rows_unchanged", COUNT, "Objects exactly as before.", unit="rows"),
        column("rows_gone", COUNT, "Objects deleted at the source since the snapshot before.", unit="rows"),
        column("rows_come_back", COUNT, "Objects that were deleted before and are there again.", unit="rows"),
    ],
    key=("tenant_id", "source", "scope", "snapshot_date", "dataset", "sha256"),
)

REJECTS = table(
    "ops.rejects",
    "One row per row of input that broke a rule: never lost, never loaded.",
    [
        *_dataset(),
        column("file", TEXT, "Name of the file as it was handed over."),
        column("sheet", TEXT, "Sheet of the workbook, where there is one."),
        column("row_number", COUNT, "Position of the row in the file, from 1.", required=True),
        column("id", TEXT, "The row's own id, where it has one."),
        column("rule", TEXT, "Short name of the first rule it broke.", required=True),
        column("message", TEXT, "What is wrong, with the value, and what was expected.", required=True),
        column("row", TEXT, "The row as the source sent it, as JSON.", personal="any field of the row"),
    ],
    key=("tenant_id", "source", "scope", "snapshot_date", "dataset", "row_number"),
)

FINDINGS = table(
    "ops.findings",
    "One row per thing noticed while a snapshot was loaded that did not stop it.",
    [
        *_dataset(),
        column("rule", TEXT, "Short name of what was looked for.", required=True),
        column("severity", TEXT, "info, warning or error.", required=True),
        column("message", TEXT, "What was noticed, with both figures where two disagree.", required=True),
    ],
    key=("tenant_id", "source", "scope", "snapshot_date", "dataset", "rule", "message"),
)

TOTALS = table(
    "ops.totals",
    "One row per figure that a loaded document prints about itself, beside the same figure summed from its rows.",
    [
        *_dataset(),
        column("name", TEXT, "Which figure: table, section and column.", required=True),
        column("printed", TEXT, "As printed, as an exact decimal number."),
        column("computed", TEXT, "Summed from the rows, as an exact decimal number."),
    ],
    key=("tenant_id", "source", "scope", "snapshot_date", "dataset", "name"),
)

PUBLICATIONS = table(
    "ops.publications",
    "One row per published version of a tenant's marts.",
    [
        tenant(),
        column("version", COUNT, "Counts up with every publication of the tenant.", required=True),
        column("owner_id", TEXT, "The tenant whose rows are shown: itself or, of a client, the one it is a client of."),
        column("client_id", TEXT, "The client whose rows alone are shown, by its id there; blank for all of them."),
        column("file", TEXT, "Name of the versioned database file.", required=True),
        column("as_of", DAY, "The newest snapshot day that flowed into it."),
        column("rows_published", COUNT, "Rows over all tables.", unit="rows"),
        column("published_at", MOMENT, "When it was published (UTC); blank where it was not said."),
    ],
    key=("tenant_id", "version"),
)

PUBLICATION_FILES = table(
    "ops.publication_files",
    "One row per file that flowed into a tenant's published versions, with the first version that held it. Of a client "
    "of a tenant: the files of the tenant.",
    [
        *_dataset(),
        column("sha256", TEXT, "Content hash; the landed file is named by it.", required=True),
        column("version", COUNT, "The first published version that held what the file says.", required=True),
    ],
    key=("tenant_id", "source", "scope", "snapshot_date", "dataset", "sha256"),
)

MART_STATE = table(
    "ops.mart_state",
    "One row per working file whose marts were built: whether they hold all that is loaded.",
    [column("is_current", FLAG, "Whether nothing was loaded since all of them were built.", required=True)],
    key=("is_current",),
)

SCHEMA_STATE = table(
    "ops.schema_state",
    "One row per working file: the declaration its tables were made from.",
    [column("fingerprint", TEXT, "Hash of the declaration's DDL.", required=True)],
    key=("fingerprint",),
)

PROPERTY_CODES = table(
    "ops.property_codes",
    "One row per code under which a vendor's answers name a property of the portfolio.",
    [
        tenant(),
        column("source", TEXT, "The source whose answers use the code.", required=True),
        column("vendor_code", TEXT, "The vendor's code or id of the property.", required=True),
        column("property_id", TEXT, "The property: its scope in the portfolio.", required=True),
    ],
    key=("tenant_id", "source", "vendor_code"),
)
