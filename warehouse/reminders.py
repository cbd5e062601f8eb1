"""The wording of a tenant's reminders: kept where marts.collection_queue finds it before the shipped ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

from warehouse.connection import Warehouse, transaction
from warehouse.errors import WarehouseError
from warehouse.ledger import insert
from warehouse.statements import run

STAGES = ("first", "second", "final")
SHIPPED_LANGUAGES = ("en", "es")
PLACEHOLDERS = ("student", "school", "amount", "invoices", "due_date", "days")
_LANGUAGE = re.compile(r"[a-z]{2}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def keep_reminders(warehouse: Warehouse, tenant_id: str, templates: Mapping[str, Mapping[str, str]]) -> None:
    """Make `templates` (language -> stage -> message) the tenant's own wording, in the place of what it had.

    What it does not word itself is shipped, in English and Spanish; an empty mapping brings all of that back. Raises
    WarehouseError, and keeps what was there, for templates that `refuse_templates` refuses.
    """
    refuse_templates(templates)
    with warehouse.open() as connection, transaction(connection):
        run(connection, "DELETE FROM ops.reminder_templates WHERE tenant_id = $tenant_id", {"tenant_id": tenant_id})
        for language, stages in templates.items():
            for stage, message in stages.items():
                row = {"tenant_id": tenant_id, "language": language, "stage": stage, "message": message}
                insert(connection, "ops.reminder_templates", row)


def refuse_templates(templates: Mapping[str, Mapping[str, str]]) -> None:
    """Raise WarehouseError for templates (language -> stage -> message) that could not be filled in.

    So is an unknown stage or placeholder, a blank message, a language that is no two letters, or one that is not
    shipped and lacks a stage.
    """
    for language, stages in templates.items():
        _refuse_language(language, stages)
        for stage, message in stages.items():
            _refuse_message(f"{language}.{stage}", message)


def _refuse_language(language: str, stages: Mapping[str, str]) -> None:
    if not _LANGUAGE.fullmatch(language):
        raise WarehouseError(f"the reminders' language {language!r} is no code of two letters. Expected en, es, pt ...")
    unknown = sorted(set(stages) - set(STAGES))
    if unknown:
        raise WarehouseError(
            f"the {language} reminders have the stage {', '.join(unknown)}. Expected some of {', '.join(STAGES)}."
        )
    missing = [one for one in STAGES if one not in stages]
    if missing and language not in SHIPPED_LANGUAGES:
        raise WarehouseError(
            f"the {language} reminders lack the stage {', '.join(missing)}, and no {language} wording is shipped. "
            f"Word all of {', '.join(STAGES)}."
        )


def _refuse_message(where: str, message: str) -> None:
    unknown = sorted({one for one in _PLACEHOLDER.findall(message) if one not in PLACEHOLDERS})
    if unknown:
        known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
        raise WarehouseError(f"the reminder {where} has the placeholder {{{unknown[0]}}}. Expected some of {known}.")
    if not message.strip():
        raise WarehouseError(f"the reminder {where} is blank. Expected a text, or leave it out for the shipped one.")
