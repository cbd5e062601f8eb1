"""Clients of a tenant that are tenants themselves: published what names them, under their own id, and nothing else."""

import duckdb
import pytest
import yaml
from support.contracts import CONTRACTS, client, contract, files, trip, version
from support.homes import Home, day

from pipelines.portfolio import Portfolio, PortfolioError, read_portfolio
from pipelines.rentroll import Rentroll
from warehouse.build import mart_names, sources_of
from warehouse.schema.declare import METADATA
from warehouse.shares import CALENDAR, CLIENT, Share, is_for_clients

OWNER = "qq_owner"
CLIENTS = {"qq_one": "QQC1", "qq_two": "QQC2"}
ENTRIES = {
    OWNER: {"name": "Owner", "sources": {CONTRACTS: {}}},
    **{tenant: {"name": tenant, "client_of": OWNER, "client_id": key} for tenant, key in CLIENTS.items()},
}


def rows():
    """Three clients with contracts, trips and fees of their own; the third is nobody's tenant."""
    keys = [*CLIENTS.values(), "QQC3"]
    return files(
        clients=[client(key, f"{key}name") for key in keys],
        contracts=[contract(f"{key}k", key) for key in keys],
        versions=[
            version(of=f"{key}k", key=f"{key}v", model="HYBRID", end="2024-02-20", **rules(place))
            for place, key in enumerate(keys)
        ],
        trips=[
            *(trip(f"{key}trip{number}", km=number, of=f"{key}k", by=key) for key in keys for number in (1, 2)),
            # A trip of one client under the contract of another: a finding of the first alone.
            trip("QQC1stray", of="QQC2k", by="QQC1"),
        ],
    )


def rules(place):
    return {
        "base_monthly_fee": 1000 + place,
        "per_km_rate_after_limit": 10,
        "free_km_included": 1,
        "night_surcharge": 5,
    }


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fleet")
    home = Home(folder, Rentroll(folder / "home", Portfolio.model_validate({"tenants": ENTRIES})))
    outcomes = home.load(rows(), day(31), source=CONTRACTS, tenant=OWNER)
    assert all(one.is_loaded for one in outcomes.values()), outcomes
    home.publish()
    return home


def published_bytes(home, tenant):
    folder = home.rentroll.published / tenant
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file() and not one.is_symlink())


def test_the_declaration_tells_which_marts_are_for_clients():
    named = {name for name in mart_names() if CLIENT in METADATA.tables[f"marts.{name}"].columns}
    assert {"contract_charges", "contract_invoices", "contract_renewals"} <= named
    assert {name for name in mart_names() if is_for_clients(name)} == named | {CALENDAR}


@pytest.mark.parametrize(("tenant", "key"), CLIENTS.items())
def test_a_client_is_published_the_contract_marts_and_the_calendar_alone(fleet, tenant, key):
    shown = {name for (name,) in fleet.ask("SELECT table_name FROM duckdb_columns() WHERE NOT internal", tenant=tenant)}
    assert shown == set(Share(tenant, OWNER, key).marts())
    folder = fleet.rentroll.published / tenant / "parquet"
    assert {one.stem for one in folder.iterdir()} <= shown


@pytest.mark.parametrize(("tenant", "key"), CLIENTS.items())
def test_a_client_is_published_its_own_rows_under_its_own_id(fleet, tenant, key):
    for mart in Share(tenant, OWNER, key).marts():
        owners = fleet.ask(f"SELECT DISTINCT tenant_id FROM marts.{mart}", tenant=tenant)
        assert owners in ([(tenant,)], []), mart
        if mart != CALENDAR:
            assert fleet.ask(f"SELECT DISTINCT client_id FROM marts.{mart}", tenant=tenant) in ([(key,)], []), mart
    ours = fleet.ask(f"SELECT * EXCLUDE tenant_id FROM marts.contract_charges WHERE client_id = '{key}' ORDER BY ALL",
                     tenant=OWNER)  # fmt: skip
    assert ours
    assert fleet.ask("SELECT * EXCLUDE tenant_id FROM marts.contract_charges ORDER BY ALL", tenant=tenant) == ours
    assert fleet.ask("SELECT COUNT(*) FROM marts.contract_renewals", tenant=tenant) == [(1,)]


@pytest.mark.parametrize(("tenant", "key"), CLIENTS.items())
def test_not_a_byte_of_the_owner_or_of_another_client_is_in_a_clients_files(fleet, tenant, key):
    content = published_bytes(fleet, tenant)
    assert key.encode() in content
    strangers = {OWNER, "QQC1", "QQC2", "QQC3", *CLIENTS} - {key, tenant}
    assert [one for one in strangers if one.encode() in content] == []
    everything = []
    with duckdb.connect(str(fleet.published(tenant)), read_only=True) as connection:
        for mart in Share(tenant, OWNER, key).marts():
            everything += connection.execute(f"SELECT * FROM marts.{mart}").fetchall()
    assert [one for one in strangers if any(one in str(row) for row in everything)] == []


def test_the_owner_is_published_all_of_it(fleet):
    assert len(fleet.ask("SELECT DISTINCT client_id FROM marts.contract_charges", tenant=OWNER)) == 3
    shown = {name for (name,) in fleet.ask("SELECT table_name FROM duckdb_columns() WHERE NOT internal", tenant=OWNER)}
    assert shown == set(mart_names())


def test_a_client_nobody_named_is_a_stranger_and_published_to_nobody_else(fleet):
    (found,) = fleet.rentroll.strangers()
    assert (found.tenant_id, found.client_id) == (OWNER, "QQC3")
    assert found.rows["marts.contract_charges"] == 3
    assert f"Add a tenant with client_of: {OWNER} and client_id: QQC3" in str(found)
    assert not any(b"QQC3" in published_bytes(fleet, tenant) for tenant in CLIENTS)


def home_of(folder, **entries):
    return Home(folder, Rentroll(folder / "home", Portfolio.model_validate({"tenants": {**ENTRIES, **entries}})))


def test_a_client_that_has_no_contract_is_a_stranger_until_it_has_left_the_export(tmp_path):
    home = home_of(tmp_path)
    keys = [*CLIENTS.values(), "QQC4"]
    own = {"contracts": [contract(f"{key}k", key) for key in keys[:2]], "employees": []}
    home.load(files(clients=[client(key) for key in keys], **own), day(1), source=CONTRACTS, tenant=OWNER)
    (found,) = home.rentroll.strangers()
    assert (found.tenant_id, found.client_id, found.rows) == (OWNER, "QQC4", {"unified.clients": 1})
    assert "client QQC4 of tenant qq_owner is no tenant of the portfolio and has 1 rows: 1 in unified.c" in str(found)
    left = files(clients=[client(key) for key in keys[:2]], **own)
    home.load(left, day(2), source=CONTRACTS, tenant=OWNER, allow=True)
    assert home.rentroll.strangers() == []


CORRECTED = {
    "another client": {"client_of": OWNER, "client_id": "QQC3"},
    "another owner": {"client_of": "qq_other", "client_id": "QQC1"},
    "sources of its own": {"sources": {CONTRACTS: {}}},
}


@pytest.mark.slow
@pytest.mark.parametrize("entry", CORRECTED.values(), ids=CORRECTED)
def test_versions_made_for_another_share_are_removed_with_the_next_publication(tmp_path, entry):
    other = {"qq_other": {"name": "Other", "sources": {CONTRACTS: {}}}}
    home = home_of(tmp_path, **other)
    home.load(rows(), day(31), source=CONTRACTS, tenant=OWNER)
    for _ in range(2):
        home.publish()
    assert b"QQC1k" in published_bytes(home, "qq_one")
    corrected = home_of(tmp_path, **other, qq_one={"name": "One", **entry})
    (published,) = corrected.rentroll.publish(["qq_one"])
    assert {one.name for one in (home.rentroll.published / "qq_one").iterdir()} == {
        "rentroll.duckdb", "parquet", published.file.name, f"parquet-{published.version:06}"
    }  # fmt: skip
    assert b"QQC1k" not in published_bytes(home, "qq_one")
    corrected.rentroll.publish(["qq_one"])
    assert published.file.exists(), "a version of the same share is kept for its readers"
    shares = "SELECT version, owner_id, client_id FROM ops.publications WHERE tenant_id = 'qq_one' ORDER BY 1"
    before, now = (OWNER, "QQC1"), (entry.get("client_of", "qq_one"), entry.get("client_id"))
    assert home.rows(shares) == [(1, *before), (2, *before), (3, *now), (4, *now)]


def test_a_view_for_clients_reads_nothing_that_clients_are_not_shown():
    for mart in Share("qq_one", OWNER, "QQC1").marts():
        if Share("qq_one", OWNER, "QQC1").is_view(mart):
            assert all(is_for_clients(one.removeprefix("marts.")) for one in sources_of(mart))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"qq_one": {"client_of": "nobody"}},
            "qq_one.client_of is 'nobody', which is no tenant with sources; expected",
        ),
        ({"qq_one": {"client_of": "qq_two"}}, "qq_one.client_of is 'qq_two', which is no tenant with sources"),
        (
            {OWNER: {"sources": {"patient_ledger": {}}}},
            "qq_one.client_of is 'qq_owner', which has no contract_billing; expected a tenant with that source",
        ),
        (
            {"qq_one": {"client_id": "QQC2"}},
            "qq_one and qq_two are both client 'QQC2' of qq_owner; expected one tenant",
        ),
        ({"qq_one": {"client_id": None}}, "tenants.qq_one: client_of and client_id belong together"),
        ({"qq_one": {"sources": {CONTRACTS: {}}}}, "it is a client of qq_owner and has sources or properties as well"),
        ({"qq_one": {"client_of": None, "client_id": None}}, "tenants.qq_one: it has no sources; expected some under"),
        ({OWNER: {"sources": None}}, "tenants.qq_owner.sources"),
    ],
)
def test_what_cannot_be_is_said_with_its_key(tmp_path, changes, said):
    entries = {tenant: ENTRIES[tenant] | changes.get(tenant, {}) for tenant in ENTRIES}
    path = tmp_path / "portfolio.yaml"
    path.write_text(yaml.safe_dump({"tenants": entries}))
    with pytest.raises(PortfolioError) as raised:
        read_portfolio(path)
    assert said in str(raised.value)
