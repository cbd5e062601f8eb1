"""Each way of breaking an export breaks it in that way only."""

import json
from decimal import Decimal

import pytest

from simulator import inject
from simulator.exports import write_exports


@pytest.fixture
def folder(world, start, tmp_path):
    return write_exports(world, start, tmp_path, sources=["leasing_ledger"])[0]


@pytest.fixture
def rents(folder):
    return folder / "rents.json"


def rows(path):
    return json.loads(path.read_bytes(), parse_float=Decimal)


def test_rows_that_are_missing(rents):
    before = rows(rents)
    inject.first_rows(rents)
    assert rows(rents) == before[: len(before) * 40 // 100]
    inject.empty_list(rents)
    assert rows(rents) == []


def test_bytes_that_are_missing(rents):
    before = rents.read_bytes()
    inject.cut_off(rents)
    assert before.startswith(rents.read_bytes())
    with pytest.raises(json.JSONDecodeError):
        rows(rents)


def test_ids_that_are_there_twice(rents):
    before = rows(rents)
    inject.repeat_row(rents)
    assert rows(rents) == [*before, before[0]]
    inject.conflicting_row(rents, "amount", Decimal("1.00"))
    assert rows(rents)[-1] == {**before[0], "amount": Decimal("1.00")}


def test_values_that_are_wrong(rents):
    before = rows(rents)
    inject.text_for_number(rents, row=1)
    inject.unknown_reference(rents, "occupancy_id", row=2)
    inject.missing_value(rents, "rent_id", row=3)
    broken = rows(rents)
    assert broken[1]["amount"] == "to be confirmed"
    assert broken[2]["occupancy_id"] == "no-such-id"
    assert "rent_id" not in broken[3]
    assert [broken[0], *broken[4:]] == [before[0], *before[4:]]


def test_columns_that_come_and_go(rents):
    inject.column_added(rents)
    inject.column_gone(rents, "effective_date")
    assert {tuple(row) for row in rows(rents)} == {("rent_id", "occupancy_id", "amount", "remark")}


def test_numbers_as_text(rents):
    before = rows(rents)
    inject.number_as_text(rents)
    assert [row["amount"] for row in rows(rents)] == [str(row["amount"]) for row in before]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings(folder, encoding):
    path = folder / "residents.json"
    before = path.read_text(encoding="utf-8")
    inject.other_encoding(path, encoding)
    assert path.read_bytes().decode(encoding) == before
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")


def test_a_directory_instead_of_a_file(rents):
    inject.directory_instead(rents)
    assert rents.is_dir()
