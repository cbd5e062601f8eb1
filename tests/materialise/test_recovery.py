"""What goes wrong outside the data: a locked warehouse, a lost one, a range with a bad day in it."""

import shutil
import threading
from contextlib import contextmanager

import dagster as dg
import pytest
from workshop import CLINIC, PATIENTS, day, ran

from pipelines import resources
from simulator import inject
from warehouse.connection import Warehouse
from warehouse.errors import BusyError


@pytest.mark.slow
def test_landing_alone_is_enough_to_parse_everything_again(clinic):
    clinic.run(day(1), day(3))
    published = clinic.ask(CLINIC, "SELECT * FROM marts.patient_payments ORDER BY ALL")
    shutil.rmtree(clinic.home / "drop")
    (clinic.home / "warehouse.duckdb").unlink()
    result = clinic.run(day(1), day(3), job="reparse", again=True)
    assert result.success
    assert not ran(result, f"landing__{CLINIC}__{PATIENTS}")
    assert clinic.ask(CLINIC, "SELECT * FROM marts.patient_payments ORDER BY ALL") == published


@pytest.mark.slow
def test_a_locked_warehouse_is_waited_for(clinic, monkeypatch):
    monkeypatch.setattr(resources, "FIRST_WAIT_SECONDS", 0.5)
    monkeypatch.setattr(Warehouse, "__init__", quick_to_give_up(Warehouse.__init__))
    held, refused = threading.Event(), threading.Event()
    writer = threading.Thread(target=hold, args=(clinic.rentroll.warehouse, held, refused))
    writer.start()
    held.wait()
    monkeypatch.setattr(Warehouse, "open", noticing(Warehouse.open, refused))
    result = clinic.run(day(1))
    writer.join()
    assert result.success
    assert [one.step_key for one in result.all_events if one.event_type_value == "STEP_RESTARTED"] == [
        f"landing__{CLINIC}__{PATIENTS}"
    ]


def quick_to_give_up(init):
    return lambda self, path: init(self, path, lock_timeout_seconds=0.05)


def hold(warehouse, held, refused):
    """Hold the warehouse until somebody was refused it."""
    with warehouse.open():
        held.set()
        refused.wait()


def noticing(open_, refused):
    """`Warehouse.open`, setting `refused` when it finds the warehouse locked."""

    @contextmanager
    def open_or_notice(self):
        try:
            with open_(self) as connection:
                yield connection
        except BusyError:
            refused.set()
            raise

    return open_or_notice


@pytest.mark.slow
def test_the_state_of_every_day_is_kept_by_day(clinic):
    inject.cut_off(clinic.drop(CLINIC, PATIENTS, day(2), "payments.json"))
    clinic.run(day(1), day(3))
    partitions = clinic.definitions.resolve_asset_graph().get(dg.AssetKey(["complete", CLINIC])).partitions_def
    keys = [day(number).isoformat() for number in (1, 2, 3)]
    states = clinic.instance.get_status_by_partition(dg.AssetKey(["complete", CLINIC]), keys, partitions)
    assert [states[key].value for key in keys] == ["MATERIALIZED", "FAILED", "MATERIALIZED"]
