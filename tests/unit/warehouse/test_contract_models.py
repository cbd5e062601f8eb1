"""Another billing model is one module and one entry in the list: the guide's own example, tried on a copy."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlglot
from support.contracts import CONTRACTS, contract_portfolio, files, findings, trip, version
from support.homes import Home, as_json, day

from pipelines.rentroll import Rentroll
from warehouse import build as marts
from warehouse.billing_models import KEYS, MODELS

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "docs" / "contract-billing.md"
LISTED = "MODELS = (FIXED, PER_TRIP, HYBRID"
ROWS = files(
    versions=[version(model="PER_MINUTE", cost_per_minute="2.5", carpool_bonus=50)],
    trips=[
        trip("shared", end_time="2024-01-10T09:25:30", is_carpool=True),
        trip("no end"),
        trip("backwards", end_time="2024-01-10T08:00:00"),
    ],
)
# Run in a process of its own, over the copy: what models there are decides what columns there are.
BILL = """
import json, sys
from pathlib import Path
import warehouse
from support.contracts import CONTRACTS, charges, contract_portfolio, findings
from support.homes import Home, day
from pipelines.rentroll import Rentroll
from warehouse.build import query_of

folder, uploads = map(Path, sys.argv[1:])
home = Home(folder, Rentroll(folder / "home", contract_portfolio()), arrivals=1)
home.load(sorted(uploads.iterdir()), day(31), source=CONTRACTS, again=True)
told = charges(home, "trip_id, CAST(end_time AS VARCHAR), CAST(total AS VARCHAR), calculation")
print(json.dumps({"room": warehouse.__file__, "charges": told, "findings": findings(home),
                  "lines": query_of("contract_lines")}))
"""


@pytest.fixture
def copy(tmp_path):
    """The warehouse with the guide's model beside the others: its module as printed, its entry as printed."""
    module, entry = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    room = tmp_path / "copy" / "warehouse"
    shutil.copytree(ROOT / "warehouse", room, ignore=shutil.ignore_patterns("__pycache__"))
    (room / "billing_models" / "per_minute.py").write_text(module, encoding="utf-8")
    registry = room / "billing_models" / "__init__.py"
    text = registry.read_text(encoding="utf-8")
    assert text.count(f"{LISTED})\n") == 1
    assert entry.startswith(LISTED)
    imported = "from warehouse.billing_models.per_minute import PER_MINUTE\n"
    registry.write_text(text.replace(f"{LISTED})\n", imported + entry), encoding="utf-8")
    return room.parent


@pytest.mark.slow
def test_a_model_by_duration_is_one_module_and_one_entry_and_bills_what_was_loaded_before(tmp_path, copy):
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    for name, rows in ROWS.items():
        (uploads / f"{name}.json").write_bytes(as_json(rows))
    home = Home(tmp_path, Rentroll(tmp_path / "home", contract_portfolio()))
    home.load(sorted(uploads.iterdir()), day(31), source=CONTRACTS)
    assert {rule for _, rule, *_ in findings(home)} == {"unknown_billing_model"}

    searched = os.pathsep.join(map(str, (copy, ROOT / "tests", ROOT)))
    answer = subprocess.run(  # noqa: S603 - our own interpreter, the script above
        [sys.executable, "-c", BILL, str(tmp_path), str(uploads)],
        env={**os.environ, "PYTHONPATH": searched},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(answer.stdout)
    assert Path(told["room"]).is_relative_to(copy)
    ((trip_id, end_time, total, calculation),) = told["charges"]
    assert (trip_id, end_time, total) == ("shared", "2024-01-10 09:25:30", "123.75")
    assert "cost_per_minute 2.5, tax_percentage 18 (default), carpool_bonus 50. base: 25 minutes x 2.5 = 62.50" in (
        calculation
    )
    assert [(rule, trip_id) for _, rule, *_, trip_id in told["findings"]] == [
        ("amount_implausible", "backwards"),
        ("amount_unknown", "no end"),
    ]
    spark = sqlglot.transpile(told["lines"], read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert "cost_per_minute" in spark[0]


def test_every_registered_model_is_in_the_rendered_marts_and_its_keys_are_columns():
    lines, charges = marts.query_of("contract_lines"), marts.query_of("contract_charges")
    for one in MODELS:
        assert one.base_amount in lines
        assert one.billable_km in lines
        assert one.arithmetic in charges
        assert set(one.keys) <= set(KEYS)
