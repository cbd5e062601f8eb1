"""RealPage's RPX gateway over SOAP: which calls there are, their arguments, and how they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from connectors.errors import PermanentError
from connectors.http import Transport, address_of
from connectors.payload import Errand, Payload, can_answer_for, require_answer_for
from connectors.soap import SoapService

SOURCE = "realpage_rpx"
_SECRET = frozenset({"username", "password", "licensekey"})


@dataclass(frozen=True, slots=True)
class Call:
    """One method: the element its arguments stand in, if it has any, and the dataset its answer lands as.

    Every call answers for the present state alone. The current residents are a part of a site's residents: they land
    apart, so that the others are not taken for deleted.
    """

    method: str
    dataset: str
    wrapper: str | None = None

    def can_answer_for(self, day: date, today: date) -> bool:
        """Whether this call can say what was so on a day."""
        return can_answer_for(day, today, knows_the_past=False)


CALLS: Mapping[str, Call] = {
    one.method: one
    for one in (
        Call("getsitelist", "realpage_sites"),
        Call("getbuildings", "realpage_buildings"),
        Call("unitlist", "realpage_units"),
        Call("getresidentlistinfo", "realpage_residents", "getresidentlistinfo"),
        Call("getresident", "realpage_residents_part", "getresident"),
        Call("getleaseinfo", "realpage_leases", "getleaseinfo"),
        Call("getrentableitems", "realpage_rentable_items", "getrentableitemRequest"),
    )
}


@dataclass(frozen=True, slots=True)
class RpxConfig:
    """Where a gateway is: `https://<host>/rpxgateway/partner/<Partner>/<Partner>.svc`, and the company's id."""

    url: str
    pmc_id: str
    system: str = "Onesite"


@dataclass(frozen=True, slots=True, repr=False)
class RpxCredentials:
    """The licence key; some partners have a user name and password as well."""

    license_key: str
    username: str | None = None
    password: str | None = None

    def secrets(self) -> list[str]:
        """What may never be printed."""
        return [one for one in (self.license_key, self.username, self.password) if one]


class Rpx:
    """One gateway. Every method takes an Errand, whose property is a site, and gives one Payload.

    Raises a ConnectorError where there is none to give; for a past day always, as CurrentStateOnlyError.
    """

    def __init__(self, config: RpxConfig, credentials: RpxCredentials, transport: Transport) -> None:
        if bool(credentials.username) != bool(credentials.password):
            expected = "a user name with its password, or neither"
            raise PermanentError("one of the two is missing", "RealPage RPX credentials", expected, "Complete them")
        self._config = config
        self._credentials = credentials
        self._service = SoapService(
            "RPXService",
            address=config.url,
            wsdl="RPXService.wsdl",
            transport=transport,
            secrets=credentials.secrets(),
            version="1.1",
        )

    def getsitelist(self, errand: Errand) -> Payload:
        """The sites of the company."""
        return self._ask("getsitelist", errand)

    def getbuildings(self, errand: Errand) -> Payload:
        """The buildings of a site."""
        return self._ask("getbuildings", errand)

    def unitlist(self, errand: Errand) -> Payload:
        """The units of a site, deleted ones included."""
        return self._ask("unitlist", errand)

    def getresidentlistinfo(self, errand: Errand) -> Payload:
        """The people of a site in every status, a row per person."""
        return self._ask("getresidentlistinfo", errand, status="ALL", headofhousehold="0")

    def getresident(self, errand: Errand, *, held: int = 30, will_have: int = 30) -> Payload:
        """The current residents of a site: who held the status in the last, or has it in the next, so many days."""
        return self._ask(
            "getresident",
            errand,
            residentstatus="C",
            residentheldthestatus=str(held),
            residentwillhavethestatus=str(will_have),
        )

    def getleaseinfo(self, errand: Errand, *, held: int = 365) -> Payload:
        """The leases of a site, of residents who held any status in the last so many days."""
        return self._ask("getleaseinfo", errand, residentstatus="ALL", residentheldthestatus=str(held))

    def getrentableitems(self, errand: Errand) -> Payload:
        """The rentable items of a site: parking, storage and the like."""
        needed = errand.snapshot_date.isoformat()
        return self._ask("getrentableitems", errand, unitid="0", dateneeded=needed, leaseid="0")

    def _ask(self, method: str, errand: Errand, **own: str) -> Payload:
        call = CALLS[method]
        where = f"RealPage RPX {method}, site {errand.property_id}"
        require_answer_for(where, errand, knows_the_past=False)
        auth = self._auth(errand)
        arguments: dict[str, object] = {"auth": auth, **({call.wrapper: own} if call.wrapper else {})}
        answered = self._service.ask(method, arguments, where=where, folder=errand.folder)
        said = {key: value for key, value in auth.items() if key not in _SECRET}
        request = {"method": method, "address": address_of(self._config.url), "parameters": {**said, **own}}
        return answered.payload(errand, source=SOURCE, dataset=call.dataset, request=request)

    def _auth(self, errand: Errand) -> dict[str, str]:
        held = self._credentials
        login = {"username": held.username, "password": held.password} if held.username and held.password else {}
        return {
            "pmcid": self._config.pmc_id,
            "siteid": errand.property_id,
            **login,
            "licensekey": held.license_key,
            "system": self._config.system,
        }
