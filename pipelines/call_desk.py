"""Yardi's and RealPage's SOAP calls as the portfolio wants them: one call per dataset, every property for itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from connectors import realpage_rpx, yardi
from connectors.errors import ConnectorError, PermanentError
from connectors.gather import gather
from connectors.http import Manners, Transport
from connectors.payload import Errand, Payload
from connectors.realpage_rpx import Rpx, RpxConfig, RpxCredentials
from connectors.yardi import Yardi, YardiConfig, YardiCredentials
from pipelines.desk import Delivery, Item, no_vendor_id
from pipelines.portfolio import GatewayFetch, Tenant, VoyagerFetch

COMPANY = "all"
COMPANY_WIDE = frozenset({"yardi_properties", "realpage_sites"})
Ask = Callable[[Errand], Payload]
Network = Callable[[Manners], Transport]

VOYAGER: Mapping[str, Callable[[Yardi, Errand], Payload]] = {
    "GetPropertyConfigurations": Yardi.get_property_configurations,
    "GetUnitInformation": Yardi.get_unit_information,
    "GetUnitInformation_Login": Yardi.get_unit_information_login,
    "GetResidents": Yardi.get_residents,
    "GetResidentsByStatus": Yardi.get_residents_by_status,
    "GetResidentsLeaseCharges_Login": Yardi.get_residents_lease_charges_login,
    "GetResidentTransactions_Login": Yardi.get_resident_transactions_login,
    "AvailableUnits_Login": Yardi.available_units_login,
    "UnitAvailability_Login": Yardi.unit_availability_login,
    "GetYardiGuestActivity_Login": Yardi.get_yardi_guest_activity_login,
    "GetRentroll": Yardi.get_rentroll,
}
GATEWAY: Mapping[str, Callable[[Rpx, Errand], Payload]] = {
    "getsitelist": Rpx.getsitelist,
    "getbuildings": Rpx.getbuildings,
    "unitlist": Rpx.unitlist,
    "getresidentlistinfo": Rpx.getresidentlistinfo,
    "getresident": Rpx.getresident,
    "getleaseinfo": Rpx.getleaseinfo,
    "getrentableitems": Rpx.getrentableitems,
}


@dataclass(frozen=True, slots=True)
class CallDesk:
    """Datasets that are each one call; the company's are asked once, under the scope `all`, the others per property.

    `ids` are the properties' ids at the vendor, which the portfolio has under `key`. Where `closed` says why, nothing
    can be asked.
    """

    tenant_id: str
    datasets: Sequence[str]
    with_a_past: frozenset[str]
    ids: Mapping[str, str | None]
    key: str
    calls: Mapping[str, Ask] = field(default_factory=dict)
    closed: ConnectorError | None = None

    def expected(self) -> Sequence[Item]:
        """The company's datasets, then those of each property."""
        company = [(COMPANY, one) for one in self.datasets if one in COMPANY_WIDE]
        return [*company, *((scope, one) for scope in self.ids for one in self.datasets if one not in COMPANY_WIDE)]

    def knows_the_past(self, dataset: str) -> bool:
        """Whether the call takes a date."""
        return dataset in self.with_a_past

    def ask(self, items: Sequence[Item], day: date, today: date, folder: Path) -> Sequence[Delivery]:
        """Each dataset in turn, its properties side by side."""
        if self.closed:
            return [Delivery(one, None, self.closed) for one in items]
        nameless = [one for one in items if self._vendor_id(one[0]) is None]
        deliveries = [Delivery(one, None, no_vendor_id(self.tenant_id, one[0], self.key)) for one in nameless]
        for dataset in dict.fromkeys(dataset for _, dataset in items):
            named = [scope for scope, one in items if one == dataset and (scope, one) not in nameless]
            errands = [Errand(scope, self._vendor_id(scope) or "", day, today, folder) for scope in named]
            fetched = gather(errands, partial(_one_by_one, self.calls[dataset]))
            deliveries += [
                Delivery((one.scope, dataset), one.payloads[0] if one.payloads else None, one.error, "xml")
                for one in fetched
            ]
        return deliveries

    def remarks(self) -> Sequence[str]:
        """None: the answer to a call is what was asked for, or an error."""
        return ()

    def _vendor_id(self, scope: str) -> str | None:
        """The vendor's id of a property; for the company that of any property, as a call may have to name one."""
        return next((one for one in self.ids.values() if one), None) if scope == COMPANY else self.ids[scope]


def _one_by_one(ask: Ask, errand: Errand) -> Iterator[Payload]:
    yield ask(errand)


@contextmanager
def voyager_desk(settings: VoyagerFetch, tenant_id: str, tenant: Tenant, network: Network) -> Iterator[CallDesk]:
    """A tenant's Yardi Voyager; its login is read from the environment as the desk opens."""
    called = {yardi.CALLS[name].dataset: name for name in settings.calls}
    past = frozenset(dataset for dataset, name in called.items() if yardi.CALLS[name].knows_the_past)
    ids = {one: known.yardi_code for one, known in tenant.properties_at("yardi_voyager").items()}
    make = partial(CallDesk, tenant_id, tuple(called), past, ids, "yardi_code")
    with network(Manners(per_second=settings.requests_per_second)) as transport:
        try:
            service = _voyager(settings, transport)
        except ConnectorError as error:
            yield make(closed=error)
            return
        yield make(calls={dataset: partial(VOYAGER[name], service) for dataset, name in called.items()})


@contextmanager
def gateway_desk(settings: GatewayFetch, tenant_id: str, tenant: Tenant, network: Network) -> Iterator[CallDesk]:
    """A tenant's RPX gateway; its licence is read from the environment as the desk opens."""
    called = {realpage_rpx.CALLS[name].dataset: name for name in settings.calls}
    ids = {one: known.site_id for one, known in tenant.properties_at("realpage_gateway").items()}
    make = partial(CallDesk, tenant_id, tuple(called), frozenset(), ids, "site_id")
    with network(Manners(per_second=settings.requests_per_second)) as transport:
        try:
            service = _gateway(settings, transport)
        except ConnectorError as error:
            yield make(closed=error)
            return
        yield make(calls={dataset: partial(GATEWAY[name], service) for dataset, name in called.items()})


def _voyager(settings: VoyagerFetch, transport: Transport) -> Yardi:
    read = partial(_read, "Yardi")
    config = YardiConfig(
        settings.url, read(settings.server_env), read(settings.database_env), settings.platform, settings.soap_version
    )
    login = YardiCredentials(
        read(settings.username_env),
        read(settings.password_env),
        read(settings.entity_env),
        read(settings.license_env),
        read(settings.ils_entity_env) if settings.ils_entity_env else None,
        read(settings.ils_license_env) if settings.ils_license_env else None,
    )
    return Yardi(config, login, transport)


def _gateway(settings: GatewayFetch, transport: Transport) -> Rpx:
    read = partial(_read, "RealPage RPX")
    credentials = RpxCredentials(
        read(settings.license_env),
        read(settings.username_env) if settings.username_env else None,
        read(settings.password_env) if settings.password_env else None,
    )
    return Rpx(RpxConfig(settings.url, read(settings.pmcid_env)), credentials, transport)


def _read(vendor: str, name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        expected = f"its value in the environment variable {name}"
        raise PermanentError("a part of the login is missing", vendor, expected, "Set it where the run is started")
    return value
