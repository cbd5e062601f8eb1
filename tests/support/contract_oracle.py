"""Contract billing worked out again from its rules, in plain Python: every trip by itself, no SQL, no windows."""

from collections import Counter
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
TOO_MUCH = 10**9
FEE_MODELS = ("FIXED", "HYBRID")
MODEL = {"FIXED_PACKAGE": "FIXED", "FIXED_MONTHLY": "FIXED"}
SYNONYM = {"per_km_rate": "cost_per_km"}
NEEDS = {
    "FIXED": {"base_monthly_fee"},
    "PER_TRIP": {"cost_per_km"},
    "HYBRID": {"base_monthly_fee", "per_km_rate_after_limit"},
}
MAY_HAVE = {
    "FIXED": {"tax_percentage", "carpool_bonus"},
    "PER_TRIP": {"base_fare", "min_trip_charge", "tax_percentage", "carpool_bonus"},
    "HYBRID": {"free_km_included", "night_surcharge", "tax_percentage", "carpool_bonus"},
}


class Line(NamedTuple):
    kind: str
    trip_id: str | None
    contract_id: str
    month: date
    version_id: str
    billable_km: Decimal | None
    base: Decimal
    tax: Decimal
    bonus: Decimal
    total: Decimal


class Unbilled(NamedTuple):
    kind: str
    trip_id: str | None
    contract_id: str | None
    client_id: str
    month: date
    rule: str


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def moment(text):
    return None if text is None else datetime.fromisoformat(text)


def number(value):
    return Decimal(str(value))


def model_of(version):
    return MODEL.get(version["billing_model"], version["billing_model"])


def may_have_fee(version):
    """Whether a version has a monthly fee, or bills by a model of which nobody knows."""
    return model_of(version) in FEE_MODELS or model_of(version) not in NEEDS


def rules_of(version):
    """The version's values, and the finding that keeps it from billing, if any."""
    model = model_of(version)
    if model not in NEEDS:
        return {}, "unknown_billing_model"
    values = {}
    for name, value in (version["rules_config"] or {}).items():
        key = SYNONYM.get(name, name)
        if key not in NEEDS[model] | MAY_HAVE[model]:
            return {}, "unknown_rule_key"
        if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
            return {}, "rule_not_a_number"
        values[key] = number(value)
    return (values, None) if NEEDS[model] <= values.keys() else ({}, "missing_rule_key")


class Fleet:
    """What a fleet's exports say after each snapshot, and what is billed by it."""

    def __init__(self):
        self.contracts, self.versions, self.trips = {}, [], []
        self.statuses = {}
        self.as_of = None

    def load(self, on, files):
        """Take the files of a day, all of them whole."""
        self.as_of = on
        self.contracts = {one["contract_id"]: one for one in files["contracts"]}
        self.versions, self.trips = files["contract_versions"], files["trips"]
        for key, one in self.contracts.items():
            self.statuses.setdefault(key, []).append((on, one["status"]))

    def in_force(self, contract_id, at):
        """The versions of a contract that hold at a moment."""
        return [
            one
            for one in self.versions
            if one["contract_id"] == contract_id
            and moment(one["valid_from"]) <= at
            and (one["valid_until"] is None or at < moment(one["valid_until"]))
        ]

    def bill(self):
        """Every billed line, and every one that is not."""
        lines, unbilled = [], []
        driven = Counter()
        for trip in sorted(self.trips, key=lambda one: (moment(one["start_time"]), one["trip_id"])):
            rule, version = self._version_of(trip)
            month = date.fromisoformat(trip["start_time"][:10]).replace(day=1)
            own = self.contracts[trip["contract_id"]]["client_id"] == trip["client_id"]
            if rule:
                contract_id = trip["contract_id"] if own else None
                unbilled.append(Unbilled("trip", trip["trip_id"], contract_id, trip["client_id"], month, rule))
            else:
                line = self._line(trip, version, month, driven)
                if line.base >= TOO_MUCH:
                    unbilled.append(Unbilled(*line[:3], trip["client_id"], month, "amount_implausible"))
                else:
                    lines.append(line)
        self._bill_fees(lines, unbilled)
        return lines, unbilled

    def _version_of(self, trip):
        contract = self.contracts[trip["contract_id"]]
        if contract["client_id"] != trip["client_id"]:
            return "contract_of_another_client", None
        if trip.get("vendor_id") not in (None, contract["vendor_id"]):
            return "trip_of_another_vendor", None
        return self._only_version(trip["contract_id"], moment(trip["start_time"]))

    def _only_version(self, contract_id, at):
        if self.contracts[contract_id]["status"] == "DRAFT":
            return "contract_is_draft", None
        found = self.in_force(contract_id, at)
        if len(found) != 1:
            return ("overlapping_versions" if found else "no_version"), None
        return rules_of(found[0])[1], found[0]

    def _line(self, trip, version, month, driven):
        values, _ = rules_of(version)
        km = number(trip["distance_km"])
        hour = moment(trip["start_time"]).hour
        base, billable = Decimal(0), Decimal(0)
        if model_of(version) == "PER_TRIP":
            billable = km
            base = max(values.get("base_fare", 0) + km * values["cost_per_km"], values.get("min_trip_charge", 0))
        if model_of(version) == "HYBRID":
            left = max(values.get("free_km_included", 0) - driven[trip["contract_id"], month], Decimal(0))
            driven[trip["contract_id"], month] += km
            billable = max(km - left, Decimal(0))
            base = billable * values["per_km_rate_after_limit"]
            base += values.get("night_surcharge", 0) if hour in (20, 21, 22, 23, 0, 1, 2, 3, 4, 5) else 0
        bonus = values.get("carpool_bonus", Decimal(0)) if trip.get("is_carpool") else Decimal(0)
        line = ("trip", trip["trip_id"], trip["contract_id"], month, version["version_id"], billable)
        return Line(*line, *amounts(version, base, bonus))

    def _bill_fees(self, lines, unbilled):
        for contract_id, contract in self.contracts.items():
            for month in self._months(contract_id):
                at = self._first_moment(contract_id, month)
                if contract["status"] == "DRAFT" or at is None or at.date() > self.as_of:
                    continue
                if self._had_ended(contract_id, at.date()):
                    continue
                rule, version = self._only_version(contract_id, at)
                if not rule and cents(rules_of(version)[0]["base_monthly_fee"]) >= TOO_MUCH:
                    rule = "amount_implausible"
                if rule:
                    unbilled.append(Unbilled("monthly_fee", None, contract_id, contract["client_id"], month, rule))
                else:
                    fee = rules_of(version)[0]["base_monthly_fee"]
                    line = ("monthly_fee", None, contract_id, month, version["version_id"], None)
                    lines.append(Line(*line, *amounts(version, fee, Decimal(0))))

    def _months(self, contract_id):
        starts = [moment(one["valid_from"]) for one in self.versions if one["contract_id"] == contract_id]
        year, month = (min(starts).year, min(starts).month) if starts else (self.as_of.year + 1, 1)
        while date(year, month, 1) <= self.as_of:
            yield date(year, month, 1)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def _first_moment(self, contract_id, month):
        """The first moment of a month at which a version of the contract holds that has, or may have, a fee."""
        begins = datetime.combine(month, time())
        starts = [begins] + [moment(one["valid_from"]) for one in self.versions if one["contract_id"] == contract_id]
        same = [one for one in starts if (one.year, one.month) == (month.year, month.month)]
        return min((one for one in same if any(map(may_have_fee, self.in_force(contract_id, one)))), default=None)

    def _had_ended(self, contract_id, on):
        """Whether the snapshots up to a day had shown the contract to be neither active nor a draft, for good."""
        ended_on = None
        for day, status in self.statuses[contract_id]:
            if status in ("ACTIVE", "DRAFT"):
                ended_on = None
            elif ended_on is None:
                ended_on = day
        return ended_on is not None and ended_on <= on


def amounts(version, base, bonus):
    """Base, tax, bonus and total of a line, each to the cent."""
    base, bonus = cents(base), cents(bonus)
    tax = cents(base * rules_of(version)[0].get("tax_percentage", Decimal(18)) / 100)
    return base, tax, bonus, base + tax + bonus


def invoices(lines, unbilled):
    """(contract, month) -> [lines, trips, base, tax, bonus, total, unbilled trips, unbilled fees]."""
    found = {}
    for one in lines:
        sums = found.setdefault((one.contract_id, one.month), [0, 0, *[Decimal(0)] * 4, 0, 0])
        sums[0] += 1
        sums[1] += one.kind == "trip"
        for place, amount in enumerate((one.base, one.tax, one.bonus, one.total), 2):
            sums[place] += amount
    for one in unbilled:
        if one.contract_id is not None:
            sums = found.setdefault((one.contract_id, one.month), [0, 0, *[Decimal(0)] * 4, 0, 0])
            sums[6 if one.kind == "trip" else 7] += 1
    return found
