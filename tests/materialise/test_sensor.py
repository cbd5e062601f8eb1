"""The sensor on the drop folder: one run per upload, once it stands still."""

import dagster as dg
import pytest
from workshop import CLINIC, PATIENTS, RANGE, day


@pytest.fixture
def look(clinic):
    """Look at the drop folder once more, as the daemon would."""
    definitions = clinic.definitions
    sensor = definitions.resolve_sensor_def("drop_folder")
    cursor = None
    with dg.instance_for_test() as instance:

        def evaluate():
            nonlocal cursor
            context = dg.build_sensor_context(
                instance=instance, cursor=cursor, repository_def=definitions.get_repository_def()
            )
            result = sensor.evaluate_tick(context)
            cursor = result.cursor
            return result

        yield evaluate


def test_uploads_are_run_once_when_they_stand_still(look):
    assert look().run_requests == []
    (request,) = look().run_requests
    assert {name: request.tags[name] for name in RANGE} == dict(zip(RANGE, ("2025-01-01", "2025-01-10"), strict=True))
    assert look().run_requests == []
    assert look().skip_message == "Nothing has changed."


def test_a_changed_upload_is_run_again_under_another_key(look, clinic):
    look()
    (first,) = look().run_requests
    payments = clinic.drop(CLINIC, PATIENTS, day(4), "payments.json")
    payments.write_text("[]\n")
    assert look().skip_message == "1 days have changed and may change still."
    (second,) = look().run_requests
    assert second.partition_key == "2025-01-04"
    assert second.run_key != first.run_key
    assert look().run_requests == []


def test_an_upload_that_grows_waits(look, clinic):
    look()
    look()
    payments = clinic.drop(CLINIC, PATIENTS, day(4), "payments.json")
    for size in (10, 20, 30):
        payments.write_text("[" + " " * size)
        assert look().run_requests == []
    assert len(look().run_requests) == 1


@pytest.mark.parametrize("name", ["2025-02-01.partial", ".2025-02-01", "2025-02-01.replaced", "notes"])
def test_a_folder_on_its_way_is_not_looked_at(look, clinic, name):
    look()
    look()
    folder = clinic.home / "drop" / CLINIC / PATIENTS / name
    folder.mkdir()
    (folder / "payments.json").write_text("[]")
    assert look().skip_message == "Nothing has changed."


def test_days_far_apart_are_runs_of_their_own(look, clinic):
    look()
    look()
    for number in (2, 3, 7):
        clinic.drop(CLINIC, PATIENTS, day(number), "patients.json").write_text("[]")
    look()
    first, second = look().run_requests
    assert first.tags[RANGE[1]] == "2025-01-03"
    assert second.partition_key == "2025-01-07"


def test_a_home_without_a_drop_folder_is_quiet(tmp_path, clinic):
    clinic.home = tmp_path / "elsewhere"
    sensor = clinic.definitions.resolve_sensor_def("drop_folder")
    with dg.instance_for_test() as instance:
        context = dg.build_sensor_context(instance=instance, repository_def=clinic.definitions.get_repository_def())
        assert sensor.evaluate_tick(context).skip_message == "Nothing has changed."
