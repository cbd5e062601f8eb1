"""What the portfolio may say of fetching, and the sentence for everything else; a secret in it is never repeated."""

import pytest
import yaml

from pipelines.portfolio import PortfolioError, Tenant, read_portfolio

SECRET = "planted-secret-91"  # noqa: S105
URL = "https://reporting.example/v1"
WHERE = "tenants.one.sources.realpage_reports.fetch"


def reading(folder, **sources):
    path = folder / "portfolio.yaml"
    path.write_text(yaml.safe_dump({"tenants": {"one": {"name": "One", "sources": sources}}}))
    return read_portfolio(path)


def test_fetching_has_defaults_for_everything_but_the_address_and_the_token(tmp_path):
    portfolio = reading(tmp_path, realpage_reports={"fetch": {"url": URL, "token_env": "TOKEN"}}, leasing_ledger={})
    fetch = portfolio.fetch_of("one", "realpage_reports")
    assert len(fetch.reports) == 7
    assert (fetch.find_by, fetch.requests_per_second) == ("listing", 2.0)
    assert portfolio.fetch_of("one", "leasing_ledger") is None
    assert list(portfolio.tenant("one").sources) == ["leasing_ledger", "realpage_reports"]


def test_a_property_is_expected_of_the_vendor_whose_id_it_has_and_one_without_any_of_each():
    ids = {"elm": {"site_id": "1"}, "oak": {"yardi_code": "o"}, "fir": {"site_id": "2", "yardi_code": "f"}, "yew": {}}
    properties = {one: {"name": one.title(), **known} for one, known in ids.items()}
    tenant = Tenant.model_validate({"name": "One", "sources": {}, "properties": properties})
    for source in ("realpage_reports", "realpage_gateway"):
        assert list(tenant.properties_at(source)) == ["elm", "fir", "yew"]
    for source in ("yardi_reports", "yardi_voyager"):
        assert list(tenant.properties_at(source)) == ["oak", "fir", "yew"]


def test_a_source_that_is_not_named_is_not_switched_on(tmp_path):
    with pytest.raises(PortfolioError, match=r"has no source 'yardi_reports'\. Expected one of realpage_reports"):
        reading(tmp_path, realpage_reports={}).source("one", "yardi_reports")


@pytest.mark.parametrize(
    ("fetch", "said"),
    [
        ({"url": URL}, f"{WHERE}: nothing says where the token is; expected token_env or token_file"),
        ({"url": URL, "token": SECRET}, f"{WHERE}.token: this key is not known here"),
        (
            {"url": URL, "token_env": SECRET},
            f"{WHERE}.token_env: expected the name of an environment variable (capitals, digits, _), never the secret",
        ),
        (
            {"url": f"https://user:{SECRET}@reporting.example", "token_env": "TOKEN"},
            f"{WHERE}.url: its address holds a user name or password; expected https://host/path",
        ),
        (
            {"url": "http://reporting.example", "token_env": "TOKEN"},
            f"{WHERE}.url: the address of reporting.example is",
        ),
        ({"url": URL, "token_env": "TOKEN", "reports": []}, f"{WHERE}: no report is named"),
        (
            {"url": URL, "token_env": "TOKEN", "reports": ["box_score"]},
            f"{WHERE}.reports.0: there is no report 'box_score'; expected one of realpage_box_score, ",
        ),
        (
            {"url": URL, "token_env": "TOKEN", "find_by": "scan"},
            f"{WHERE}: nothing says where the first scan begins; expected first_file_id beside find_by: scan",
        ),
    ],
)
def test_what_cannot_be_is_said_with_its_key_and_without_a_secret(tmp_path, fetch, said):
    with pytest.raises(PortfolioError) as raised:
        reading(tmp_path, realpage_reports={"fetch": fetch})
    assert f"  {said}" in str(raised.value)
    assert SECRET not in str(raised.value)


TWICE = """tenants:
  a: {name: One, sources: {patient_ledger: {}}, publish_personal: []}
  b: {name: B, sources: {patient_ledger: {}}}
  a: {name: Two, sources: {patient_ledger: {}}, publish_personal: [patient_payment_totals.first_name]}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWICE, r"line 4: the key a stands on line 2 already, and only one of the two would count\. Expected each key"),
        (
            "tenants:\n  a: {name: A, client_of: o, client_id: x, client_id: y}\n",
            "line 2: the key client_id stands on l",
        ),
        ("tenants: {}\ntenants: {}\n", "line 2: the key tenants stands on line 1"),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_its_lines(tmp_path, text, said):
    path = tmp_path / "portfolio.yaml"
    path.write_text(text)
    with pytest.raises(PortfolioError, match=rf"portfolio\.yaml, {said}"):
        read_portfolio(path)


def test_a_key_that_a_merge_brings_in_may_be_said_anew(tmp_path):
    path = tmp_path / "portfolio.yaml"
    path.write_text(
        "tenants:\n  a: &a {name: One, country: US, sources: {patient_ledger: {}}}\n"
        "  b: &b {<<: *a, name: Two}\n  c: {<<: *b, name: Three, country: CO}\n"
    )
    told = read_portfolio(path).tenants
    assert {one: (tenant.name, tenant.country) for one, tenant in told.items()} == {
        "a": ("One", "US"), "b": ("Two", "US"), "c": ("Three", "CO")
    }  # fmt: skip


def test_only_what_can_be_fetched_may_say_so_and_an_unknown_source_is_told_the_known_ones(tmp_path):
    with pytest.raises(PortfolioError, match=r"sources\.leasing_ledger\.fetch: this key is not known here"):
        reading(tmp_path, leasing_ledger={"fetch": {"url": URL}})
    with pytest.raises(
        PortfolioError, match=r"sources\.yardi: there is no such source; expected one of leasing_ledger"
    ):
        reading(tmp_path, yardi={})
