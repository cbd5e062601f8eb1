"""Which raw tables each dataset of a source is kept in, and which unified tables it fills."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.day_facts import DAY_FACTS
from warehouse.documents import FACTS
from warehouse.entities import ENTITIES, source_of
from warehouse.feeds import PLANS
from warehouse.schema.declare import tables_of
from warehouse.schema.raw_calls import CALL_TABLES, call_datasets, source_of_call

BANNERS = "report_banners"


@dataclass(frozen=True, slots=True)
class Filled:
    """A dataset and the tables it fills, by their names within the schema; the first raw one is the dataset's own."""

    dataset: str
    raw: tuple[str, ...]
    unified: tuple[str, ...]


def datasets_of(source: str) -> list[Filled]:
    """Every dataset of a source with the tables it fills."""
    if source in PLANS:
        models = PLANS[source].models.values()
        return [Filled(one.dataset, (f"{source}_{one.dataset}",), (one.unified,)) for one in models]
    of_calls = [
        Filled(one, tables, _filled_by(one, source))
        for one, tables in call_datasets().items()
        if source_of_call(one) == source
    ]
    return of_calls or [
        Filled(report, _tables_of_report(report), (*(one.unified for one in ENTITIES.get(report, ())), *facts))
        for report, facts in FACTS.items()
        if source_of(report) == source
    ]


def _filled_by(dataset: str, source: str) -> tuple[str, ...]:
    facts = (one.fact for one in DAY_FACTS.get(source, ()) if one.report == dataset)
    return (*(one.unified for one in ENTITIES.get(dataset, ())), *facts)


def _tables_of_report(report: str) -> tuple[str, ...]:
    """A report's own table, those of its further parts, and the one that keeps every report's banner."""
    parts = sorted({one.name for one in tables_of("raw") if one.name.startswith(f"{report}_")} - CALL_TABLES)
    return (report, *parts, BANNERS)
