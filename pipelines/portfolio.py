"""The portfolio: which tenants there are, what each owns, and which sources feed it; read from `portfolio.yaml`.

A secret never stands here: `fetch` says in which environment variable or file it is found when it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from connectors.errors import PermanentError
from connectors.http import Request
from connectors.realpage_report_list import REPORTS
from connectors.realpage_rpx import CALLS as GATEWAY_CALLS
from connectors.yardi import CALLS as VOYAGER_CALLS
from warehouse.errors import WarehouseError
from warehouse.reminders import STAGES, refuse_templates

CLIENTS_OF = "contract_billing"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
EnvironmentName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]


def _known_report(dataset: str) -> str:
    if dataset not in REPORTS:
        raise ValueError(f"there is no report {dataset!r}; expected one of {', '.join(REPORTS)}")
    return dataset


def _askable(url: str) -> str:
    try:
        return Request("POST", url, "the address").url
    except PermanentError as error:
        raise ValueError(f"{error.what}; expected {error.expected}") from None


ReportName = Annotated[str, AfterValidator(_known_report)]
Url = Annotated[str, AfterValidator(_askable)]


class PortfolioError(Exception):
    """The portfolio cannot be read: file, key, what stands there and what was expected."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GuardSetting(_Entry):
    """When a snapshot of a dataset is held: share of the live rows it would delete, and how many at least."""

    share: Decimal = Field(default=Decimal("0.10"), ge=0, le=1)
    rows: int = Field(default=5, ge=1)


class Source(_Entry):
    """One source of a tenant."""

    unknown_properties: Literal["accept", "refuse"] = "refuse"
    guard: Mapping[str, GuardSetting] = Field(default_factory=dict)


class ReportFetch(_Entry):
    """Where report files are fetched from, which of them, where the token is found, and how politely.

    The token is read anew for every request: from the environment variable, else from the file. With `find_by: scan`
    finished files are looked for by their ids, the first time from `first_file_id` on. Ids of reports differ among
    installs: `report_ids` corrects them.
    """

    url: Url
    token_env: EnvironmentName | None = None
    token_file: Path | None = None
    reports: tuple[ReportName, ...] = tuple(REPORTS)
    report_ids: Mapping[ReportName, int] = Field(default_factory=dict)
    find_by: Literal["listing", "scan"] = "listing"
    first_file_id: int | None = Field(default=None, ge=1)
    requests_per_second: float = Field(default=2.0, gt=0)
    seconds_between_polls: float = Field(default=15.0, gt=0)
    polls: int = Field(default=20, ge=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.token_env is None and self.token_file is None:
            raise ValueError("nothing says where the token is; expected token_env or token_file")
        if not self.reports:
            raise ValueError("no report is named; expected some under reports, or no such key for all of them")
        if self.find_by == "scan" and self.first_file_id is None:
            raise ValueError("nothing says where the first scan begins; expected first_file_id beside find_by: scan")
        return self


class VoyagerFetch(_Entry):
    """Where a Yardi Voyager is, which of its calls are made, and the variables that hold the parts of the login.

    The ILS service has an entity and a licence of its own; without them its calls fail, each with a sentence.
    """

    url: Url
    username_env: EnvironmentName
    password_env: EnvironmentName
    server_env: EnvironmentName
    database_env: EnvironmentName
    platform: str = "SQL Server"
    entity_env: EnvironmentName
    license_env: EnvironmentName
    ils_entity_env: EnvironmentName | None = None
    ils_license_env: EnvironmentName | None = None
    soap_version: Literal["1.1", "1.2"] = "1.1"
    calls: tuple[str, ...] = (
        "GetPropertyConfigurations",
        "GetUnitInformation",
        "GetResidentsByStatus",
        "GetResidentsLeaseCharges_Login",
        "GetResidentTransactions_Login",
        "UnitAvailability_Login",
        "GetYardiGuestActivity_Login",
        "GetRentroll",
    )
    requests_per_second: float = Field(default=2.0, gt=0)

    @model_validator(mode="after")
    def _has_a_call_per_dataset(self) -> Self:
        # One tenant's charges, or the events since a day, are no snapshot of a property.
        partial = ("GetResidentLeaseCharges_Login", "GetYardiGuestActivity_DateRange")
        known = {name: call.dataset for name, call in VOYAGER_CALLS.items() if name not in partial}
        _require_a_call_per_dataset(self.calls, known)
        return self


class GatewayFetch(_Entry):
    """Where an RPX gateway is, which of its calls are made, and the variables that hold company id and licence."""

    url: Url
    pmcid_env: EnvironmentName
    license_env: EnvironmentName
    username_env: EnvironmentName | None = None
    password_env: EnvironmentName | None = None
    calls: tuple[str, ...] = tuple(name for name in GATEWAY_CALLS if name != "getresident")
    requests_per_second: float = Field(default=2.0, gt=0)

    @model_validator(mode="after")
    def _has_a_call_per_dataset(self) -> Self:
        _require_a_call_per_dataset(self.calls, {name: call.dataset for name, call in GATEWAY_CALLS.items()})
        return self


Fetch = ReportFetch | VoyagerFetch | GatewayFetch


def _require_a_call_per_dataset(calls: tuple[str, ...], known: Mapping[str, str]) -> None:
    """Two calls that land as the same dataset would be two files for one day, and none could be told the right one."""
    unknown = [one for one in calls if one not in known]
    if unknown or not calls:
        raise ValueError(f"calls names {', '.join(unknown) or 'nothing'}; expected some of {', '.join(known)}")
    datasets = [known[one] for one in calls]
    twice = [one for one in calls if datasets.count(known[one]) > 1]
    if twice:
        raise ValueError(f"calls names {' and '.join(twice)}, which answer the same; expected one of them")


class ReportSource(Source):
    """A source of report files: dropped into the drop folder and, with `fetch`, ordered where they are made."""

    fetch: ReportFetch | None = None


class VoyagerSource(Source):
    """Answers of a Yardi Voyager, which are fetched alone."""

    fetch: VoyagerFetch


class GatewaySource(Source):
    """Answers of RealPage's RPX gateway, which are fetched alone."""

    fetch: GatewayFetch


class Sources(_Entry):
    """Every source there is; those that a tenant names are switched on."""

    leasing_ledger: Source = Source()
    patient_ledger: Source = Source()
    contract_billing: Source = Source()
    realpage_reports: ReportSource = ReportSource()
    school_billing: Source = Source()
    yardi_reports: Source = Source()
    realpage_gateway: GatewaySource = GatewaySource.model_construct()
    yardi_voyager: VoyagerSource = VoyagerSource.model_construct()

    @property
    def switched_on(self) -> Mapping[str, Source]:
        """By name: the sources that are named."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class Property(_Entry):
    """One property: its name as reports print it, other names it goes by, and its ids at the vendors."""

    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    site_id: str | None = None
    yardi_code: str | None = None


class Tenant(_Entry):
    """One management company or client.

    A tenant has sources of its own, or it is a client of one that has: then it is published what names the client.
    """

    name: str = Field(min_length=1)
    country: Country = "US"
    publish_personal: tuple[str, ...] = ()
    declared: Sources = Field(alias="sources", default=Sources())
    properties: Mapping[Slug, Property] = Field(default_factory=dict)
    reminders: Mapping[str, str | Mapping[str, str]] = Field(default_factory=dict)
    client_of: Slug | None = None
    client_id: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _has_sources_or_is_a_client(self) -> Self:
        if (self.client_of is None) != (self.client_id is None):
            raise ValueError("client_of and client_id belong together; expected whose client it is, and its id there")
        if self.client_of is None and "declared" not in self.model_fields_set:
            raise ValueError("it has no sources; expected some under sources, or client_of and client_id of a client")
        if self.client_of is not None and ("declared" in self.model_fields_set or self.properties):
            raise ValueError(
                f"it is a client of {self.client_of} and has sources or properties as well; expected a tenant of its "
                "own for those"
            )
        return self

    @field_validator("reminders", mode="after")
    @classmethod
    def _can_be_filled_in(cls, reminders: Mapping[str, str | Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
        """By language and stage: one text for a language is that of every stage."""
        texts = {
            language: dict.fromkeys(STAGES, told) if isinstance(told, str) else told
            for language, told in reminders.items()
        }
        try:
            refuse_templates(texts)
        except WarehouseError as error:
            raise ValueError(str(error)) from None
        return texts

    @property
    def reminder_texts(self) -> Mapping[str, Mapping[str, str]]:
        """Language -> stage -> text of the reminders that the tenant words itself."""
        return {one: texts for one, texts in self.reminders.items() if not isinstance(texts, str)}

    @property
    def sources(self) -> Mapping[str, Source]:
        """By name: the sources that feed the tenant."""
        return self.declared.switched_on

    def properties_at(self, source: str) -> Mapping[str, Property]:
        """The properties that a vendor's source is expected to tell of: all but those that are at the other vendor.

        One without any vendor's id is among them: that it cannot be asked for is said, not passed over.
        """
        own, other = ("yardi_code", "site_id") if source.startswith("yardi_") else ("site_id", "yardi_code")
        return {
            name: one
            for name, one in self.properties.items()
            if getattr(one, own) is not None or getattr(one, other) is None
        }

    def property_named(self, printed: str) -> str | None:
        """The id of the property a document names, or None where the portfolio does not know it."""
        wanted = _squash(printed)
        for property_id, one in self.properties.items():
            if wanted in {_squash(name) for name in (one.name, *one.aliases)}:
                return property_id
        return None


class Portfolio(_Entry):
    """All tenants by id."""

    tenants: Mapping[Slug, Tenant] = Field(min_length=1)

    @field_validator("tenants", mode="after")
    @classmethod
    def _clients_are_of_tenants_with_sources(cls, tenants: Mapping[str, Tenant]) -> Mapping[str, Tenant]:
        owners = [one for one, tenant in tenants.items() if tenant.client_of is None]
        known: dict[tuple[str, str], str] = {}
        for tenant_id, tenant in tenants.items():
            if tenant.client_of is None or tenant.client_id is None:
                continue
            if tenant.client_of not in owners:
                raise ValueError(
                    f"{tenant_id}.client_of is {tenant.client_of!r}, which is no tenant with sources; expected one of "
                    f"{', '.join(owners) or 'none: no tenant has sources'}"
                )
            if CLIENTS_OF not in tenants[tenant.client_of].sources:
                raise ValueError(
                    f"{tenant_id}.client_of is {tenant.client_of!r}, which has no {CLIENTS_OF}; expected a tenant with "
                    "that source: only its rows name a client"
                )
            first = known.setdefault((tenant.client_of, tenant.client_id), tenant_id)
            if first != tenant_id:
                raise ValueError(
                    f"{first} and {tenant_id} are both client {tenant.client_id!r} of {tenant.client_of}; expected one "
                    "tenant for a client"
                )
        return tenants

    def clients_of(self, tenant_id: str) -> dict[str, str]:
        """The clients of a tenant that are tenants: the client's id in the tenant's data -> the client's own tenant."""
        return {
            one.client_id: client
            for client, one in self.tenants.items()
            if one.client_of == tenant_id and one.client_id
        }

    def tenant(self, tenant_id: str) -> Tenant:
        """A tenant by id; raises PortfolioError with the known ones."""
        if tenant_id not in self.tenants:
            raise PortfolioError(f"no tenant {tenant_id!r}. Expected one of {', '.join(self.tenants)}.")
        return self.tenants[tenant_id]

    def source(self, tenant_id: str, source: str) -> Source:
        """A source of a tenant; raises PortfolioError with the known ones."""
        found = self.tenant(tenant_id).sources
        if source not in found:
            raise PortfolioError(f"tenant {tenant_id} has no source {source!r}. Expected one of {', '.join(found)}.")
        return found[source]

    def vendor_codes(self, tenant_id: str, source: str) -> dict[str, str]:
        """What the answers of a source of calls name the tenant's properties: the vendor's code -> the property."""
        properties = self.tenant(tenant_id).properties.items()
        codes = {
            "yardi_voyager": {known.yardi_code: one for one, known in properties},
            "realpage_gateway": {known.site_id: one for one, known in properties},
        }
        return {code: one for code, one in codes.get(source, {}).items() if code}

    def fetch_of(self, tenant_id: str, source: str) -> Fetch | None:
        """How a source is fetched from, or None where its files are only dropped."""
        found = self.source(tenant_id, source)
        return found.fetch if isinstance(found, ReportSource | VoyagerSource | GatewaySource) else None


def property_slug(printed: str) -> str:
    """A property's id made from its printed name: "Sample North" -> "sample_north"."""
    return re.sub(r"[^a-z0-9]+", "_", printed.lower()).strip("_")


def _squash(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


class _RepeatedKeyError(yaml.YAMLError):
    """A key that stands twice in one mapping."""


class _Loader(yaml.SafeLoader):
    """Plain YAML in which no key stands twice: of two, YAML would silently take the last."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """A mapping as it is written; raises _RepeatedKeyError."""
        node: yaml.MappingNode = super().compose_mapping_node(anchor)
        lines: dict[tuple[str, str], int] = {}
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            line = key.start_mark.line + 1
            if (key.tag, key.value) in lines:
                first = lines[key.tag, key.value]
                raise _RepeatedKeyError(
                    f"line {line}: the key {key.value} stands on line {first} already, and only one of the two would "
                    "count. Expected each key once. Put what belongs to it in one place, or name the other differently."
                )
            lines[key.tag, key.value] = line
        return node


def read_portfolio(path: Path) -> Portfolio:
    """Read and validate a portfolio file.

    Raises PortfolioError that names the file, the key, the value there and what was expected.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise PortfolioError(f"{path} is not there. Expected the portfolio; name another with --portfolio.") from None
    except _RepeatedKeyError as error:
        raise PortfolioError(f"{path}, {error}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PortfolioError(f"{path} cannot be read as YAML: {' '.join(str(error).split())}.") from error
    try:
        return Portfolio.model_validate(content)
    except ValidationError as error:
        raise PortfolioError(_explain(path, error)) from error


def _explain(path: Path, error: ValidationError) -> str:
    lines = [f"{path} is no valid portfolio:"]
    for one in error.errors():
        key = ".".join(str(part) for part in one["loc"] if part != "[key]") or "the whole file"
        # What stands under a wrong key, or in the place of a variable's name, may be the secret itself.
        may_show = "fetch" not in one["loc"] and one["type"] != "extra_forbidden"
        shown = f" (it is {one['input']!r})" if may_show and isinstance(one["input"], str | int | float | bool) else ""
        lines.append(f"  {key}: {_words(one['type'], one['msg'], key)}{shown}")
    return "\n".join(lines)


def _words(kind: str, message: str, key: str) -> str:
    if kind == "extra_forbidden" and key.rpartition(".")[0].endswith(".sources"):
        return f"there is no such source; expected one of {', '.join(Sources.model_fields)}"
    if kind == "string_pattern_mismatch" and key.endswith("_env"):
        return "expected the name of an environment variable (capitals, digits, _), never the secret itself"
    known = {"extra_forbidden": "this key is not known here", "missing": "this key is missing"}
    plain = message.removeprefix("Value error, ")
    return known.get(kind, plain[:1].lower() + plain[1:])
