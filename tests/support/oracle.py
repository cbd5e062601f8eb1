"""What a ledger's snapshots must come to, by plain loops over dicts; shares no code with the warehouse.

A snapshot is `Upload(day, {dataset: rows}, allow)`. `Ledger.take` judges and folds one day; days are taken in order.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count

FOREVER = date.max
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
AMOUNT = re.compile(r"[-+]?\d{1,12}(?:\.\d{1,2}0*)?")


def clean(value):
    """A field as text without the blanks around it; None where nothing stands there."""
    if value is None:
        return None
    return (value if isinstance(value, str) else str(value)).strip(" ") or None


def as_day(text):
    found = DAY.fullmatch(text or "")
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def as_amount(text):
    return Decimal(text).quantize(Decimal("0.01")) if AMOUNT.fullmatch(text or "") else None


@dataclass(frozen=True)
class Guard:
    share: Decimal = Decimal("0.10")
    rows: int = 5

    def holds(self, live, gone):
        return gone > 0 and (gone == live or (gone >= self.rows and gone > self.share * live))


@dataclass
class Upload:
    day: date
    files: dict
    allow: bool = False


@dataclass
class Life:
    """One object: its present state and the states before it, each (attributes, from, to, rejected_since, ...)."""

    attributes: tuple
    valid_from: date
    created: date
    updated: date
    deleted: date | None = None
    rejected_since: date | None = None
    versions: list = field(default_factory=list)

    def close(self, until):
        self.versions.append(
            (*self.attributes, self.valid_from, self.created, self.updated, self.rejected_since, until)
        )

    @property
    def state(self):
        return (*self.attributes, self.valid_from, self.created, self.updated, self.deleted, self.rejected_since)


class Model:
    """All objects of one dataset."""

    def __init__(self, guard):
        self.guard = guard
        self.lives = {}

    def live(self):
        return {key: life for key, life in self.lives.items() if life.deleted is None}

    def gone(self, judged):
        named = {row.key for row in judged if row.key is not None}
        return [] if nameless(judged) else [key for key in self.live() if key not in named]

    def fold(self, day, judged):
        accepted = {row.key: row.attributes for row in judged if row.rule is None}
        rejected = {row.key for row in judged if row.rule is not None}
        rejected |= set(self.live()) if nameless(judged) else set()
        for key, life in self.live().items():
            if key in accepted:
                continue
            if key not in rejected:
                life.deleted = day
            elif life.rejected_since is None:
                life.close(day)
                life.valid_from, life.rejected_since = day, day
        for key, attributes in accepted.items():
            self._accept(day, key, attributes)

    def _accept(self, day, key, attributes):
        if key not in self.lives:
            self.lives[key] = Life(attributes, day, day, day)
            return
        life = self.lives[key]
        if life.deleted is None and life.rejected_since is None and life.attributes == attributes:
            return
        life.close(life.deleted or day)
        if life.attributes != attributes:
            life.updated = day
        life.attributes, life.valid_from, life.deleted, life.rejected_since = attributes, day, None, None

    def states(self):
        return sorted(((key, *life.state) for key, life in self.lives.items()), key=repr)

    def versions(self):
        return sorted(((key, *one) for key, life in self.lives.items() for one in life.versions), key=repr)


@dataclass
class Judged:
    """One row of a file: its number, id, attributes and the rule it breaks."""

    number: int
    key: str | None
    attributes: tuple
    rule: str | None = None

    def same_as(self, other):
        return self.key == other.key and self.attributes == other.attributes


@dataclass
class Account:
    """What one dataset of one day came to."""

    outcome: str
    read: int
    accepted: int
    rejected: int
    repeated: int
    rules: dict


def greedy(rows, *blocks):
    """Rows in file order: each that breaks no rule yet is accepted, unless an accepted one before it is in its way."""
    accepted = []
    for row in rows:
        if row.rule is not None:
            continue
        first = next((one for one in accepted if one.key == row.key), None)
        if first:
            row.rule = "exact_repeat" if first.same_as(row) else "duplicate_id"
            continue
        row.rule = next((rule for rule, stands_against in blocks for one in accepted if stands_against(one, row)), None)
        if row.rule is None:
            accepted.append(row)


class Ledger:
    """The fold shared by both ledgers; `stages` are datasets judged together, each after those it refers to."""

    stages = ()

    def __init__(self, guards=None):
        guards = guards or {}
        self.models = {name: Model(guards.get(name, Guard())) for stage in self.stages for name in stage}
        self.accounts = {}

    @classmethod
    def of(cls, uploads, guards=None):
        ledger = cls(guards)
        for upload in sorted(uploads, key=lambda one: one.day):
            ledger.take(upload)
        return ledger

    def take(self, upload):
        for stage in self.stages:
            names = [name for name in stage if name in upload.files]
            judged = self.judge_all(upload, names)
            held = [name for name in names if self.is_held(upload, name, judged[name])]
            if held and len(held) < len(names):
                judged |= self.judge_all(upload, [name for name in names if name not in held])
            for name in names:
                if name not in held:
                    self.models[name].fold(upload.day, judged[name])
                self.accounts[upload.day, name] = _account("held" if name in held else "loaded", judged[name])

    def is_held(self, upload, name, judged):
        model = self.models[name]
        return not upload.allow and model.guard.holds(len(model.live()), len(model.gone(judged)))

    def judge_all(self, upload, names):
        return {name: self.judge(name, upload.files[name], upload.day) for name in names}

    def judge(self, name, rows, day):
        judged = [getattr(self, f"judge_{name}")(number, row, day) for number, row in zip(count(1), rows, strict=False)]
        greedy(judged)
        return judged

    def live(self, name):
        return self.models[name].live()


def _account(outcome, judged):
    rules = {row.number: row.rule for row in judged if row.rule not in (None, "exact_repeat")}
    accepted = sum(row.rule is None for row in judged)
    return Account(outcome, len(judged), accepted, len(rules), len(judged) - accepted - len(rules), rules)


def nameless(judged):
    """Whether a row without an id is there: it may be any object that is not named."""
    return any(row.key is None for row in judged)


def missing(**fields):
    return next((f"missing_{name}" for name, value in fields.items() if value is None), None)


def birth_rule(born, day):
    if born is None:
        return "date_of_birth_not_a_date"
    if born > day:
        return "date_of_birth_in_future"
    return "date_of_birth_too_early" if born.year <= 1900 else None


class PatientLedger(Ledger):
    """Patients, then payments."""

    stages = (("patients",), ("payments",))

    def judge_patients(self, number, row, day):
        key, first, last = clean(row.get("externalId")), clean(row.get("firstName")), clean(row.get("lastName"))
        middle, text = clean(row.get("middleName")), clean(row.get("dateOfBirth"))
        born = as_day(text)
        rule = missing(external_id=key, first_name=first, last_name=last)
        if rule is None and text is not None:
            rule = birth_rule(born, day)
        return Judged(number, key, (first, last, middle, born), rule)

    def judge_payments(self, number, row, _day):
        key, patient, text = clean(row.get("externalId")), clean(row.get("patientId")), clean(row.get("amount"))
        amount = as_amount(text)
        rule = missing(external_id=key, patient_id=patient, amount=text)
        if rule is None and amount is None:
            rule = "amount_not_an_amount"
        elif rule is None and patient not in self.live("patients"):
            rule = "unknown_patient"
        return Judged(number, key, (patient, amount), rule)

    def totals(self):
        """Patient -> sum of the live payments, 0 where there are none."""
        sums = dict.fromkeys(self.live("patients"), Decimal(0))
        for life in self.live("payments").values():
            patient, amount = life.attributes
            if patient in sums:
                sums[patient] += amount
        return sums


class LeasingLedger(Ledger):
    """Properties, units, residents, then stays and unit statuses together, then rents."""

    stages = (("properties",), ("units",), ("residents",), ("occupancies", "unit_statuses"), ("rents",))

    def judge_properties(self, number, row, _day):
        key, name = clean(row.get("property_id")), clean(row.get("name"))
        return Judged(number, key, (name,), missing(property_id=key, name=name))

    def judge_units(self, number, row, _day):
        key, of, door = clean(row.get("unit_id")), clean(row.get("property_id")), clean(row.get("unit_number"))
        rule = missing(unit_id=key, property_id=of, unit_number=door)
        if rule is None and of not in self.live("properties"):
            rule = "unknown_property"
        return Judged(number, key, (of, door), rule)

    def judge_residents(self, number, row, _day):
        key, first, last = clean(row.get("resident_id")), clean(row.get("first_name")), clean(row.get("last_name"))
        return Judged(number, key, (first, last), missing(resident_id=key, first_name=first, last_name=last))

    def judge_occupancies(self, number, row, _day):
        key, unit, resident = clean(row.get("occupancy_id")), clean(row.get("unit_id")), clean(row.get("resident_id"))
        start_text, end_text = clean(row.get("move_in_date")), clean(row.get("move_out_date"))
        start, end = as_day(start_text), as_day(end_text)
        rule = missing(occupancy_id=key, unit_id=unit, resident_id=resident, move_in_date=start_text)
        if rule is None:
            rule = self._stay_rule(unit, resident, (start, end, end_text))
        return Judged(number, key, (unit, resident, start, end), rule)

    def _stay_rule(self, unit, resident, period):
        start, end, end_text = period
        checks = (
            ("move_in_date_not_a_date", start is None),
            ("move_out_date_not_a_date", end_text is not None and end is None),
            ("move_in_date_implausible", start is not None and not 1900 <= start.year < 2200),
            ("move_out_not_after_move_in", None not in (start, end) and end <= start),
            ("unknown_unit", unit not in self.live("units")),
            ("unknown_resident", resident not in self.live("residents")),
        )
        return next((rule for rule, is_broken in checks if is_broken), None)

    def judge_unit_statuses(self, number, row, _day):
        key, unit = clean(row.get("unit_status_id")), clean(row.get("unit_id"))
        status, text = clean(row.get("status")), clean(row.get("start_date"))
        status = status.lower() if status else None
        start = as_day(text)
        rule = missing(unit_status_id=key, unit_id=unit, status=status, start_date=text)
        checks = (
            ("start_date_not_a_date", start is None),
            ("start_date_implausible", start is not None and not 1900 <= start.year < 2200),
            ("status_unknown", status not in ("active", "inactive")),
            ("unknown_unit", unit not in self.live("units")),
        )
        rule = rule or next((name for name, is_broken in checks if is_broken), None)
        return Judged(number, key, (unit, status, start), rule)

    def judge_rents(self, number, row, _day):
        key, stay = clean(row.get("rent_id")), clean(row.get("occupancy_id"))
        amount_text, text = clean(row.get("amount")), clean(row.get("effective_date"))
        amount, start = as_amount(amount_text), as_day(text)
        lived = self.live("occupancies").get(stay)
        checks = (
            ("missing_rent_id", key is None),
            ("missing_occupancy_id", stay is None),
            ("missing_amount", amount_text is None),
            ("amount_not_an_amount", amount is None),
            ("amount_not_positive", amount is not None and amount <= 0),
            ("missing_effective_date", text is None),
            ("effective_date_not_a_date", start is None),
            ("unknown_occupancy", lived is None),
            ("effective_date_outside_stay", lived and start and not lived_in(lived.attributes, start)),
        )
        rule = next((name for name, is_broken in checks if is_broken), None)
        return Judged(number, key, (stay, amount, start), rule)

    def judge(self, name, rows, day):
        judged = [getattr(self, f"judge_{name}")(number, row, day) for number, row in zip(count(1), rows, strict=False)]
        if name == "rents":
            greedy(judged, ("second_rent_of_the_day", same(0, 2)))
        elif name not in ("occupancies", "unit_statuses"):
            greedy(judged)
        return judged

    def judge_all(self, upload, names):
        judged = super().judge_all(upload, names)
        if "occupancies" in names or "unit_statuses" in names:
            own = {name: [row.rule for row in judged[name]] for name in names}
            while self._walk_finds_more(judged, own):
                for name in names:
                    for row, rule in zip(judged[name], own[name], strict=True):
                        row.rule = rule
        return judged

    def _walk_finds_more(self, judged, own):
        """Accept greedily, then walk each unit; what the walk finds is noted in `own`, and nothing it held counts."""
        greedy(
            judged.get("occupancies", ()),
            ("unit_already_occupied", overlap(0)),
            ("resident_already_housed", overlap(1)),
        )
        greedy(judged.get("unit_statuses", ()), ("second_status_of_the_day", same(0, 2)))
        broken = walk(self._standing("occupancies", judged), self._standing("unit_statuses", judged))
        found = False
        for name, index, rule in broken:
            if name in own:
                own[name][index] = rule
                found = True
        return found

    def _standing(self, name, judged):
        if name in judged:
            return [(index, row.attributes) for index, row in enumerate(judged[name]) if row.rule is None]
        return [(None, life.attributes) for life in self.live(name).values()]


def lived_in(stay, on):
    return stay[2] <= on < (stay[3] or FOREVER)


def overlap(position):
    """Whether two stays share the unit (position 0) or the resident (position 1) and a day."""

    def stands_against(one, other):
        first, second = one.attributes, other.attributes
        return (
            first[position] == second[position]
            and first[2] < (second[3] or FOREVER)
            and second[2] < (first[3] or FOREVER)
        )

    return stands_against


def same(*positions):
    return lambda one, other: all(one.attributes[at] == other.attributes[at] for at in positions)


def walk(stays, changes):
    """(dataset, index, rule) of what each unit's own course forbids; on one day the status counts before a move-in."""
    broken = []
    for unit in {attributes[0] for _, attributes in [*stays, *changes]}:
        events = [(start, 0, index, status) for index, (of, status, start) in changes if of == unit]
        events += [(start, 1, index, end) for index, (of, _, start, end) in stays if of == unit]
        inactive, lived_until = False, date.min
        for on, is_stay, index, detail in sorted(events, key=lambda event: event[:2]):
            if is_stay and inactive:
                broken.append(("occupancies", index, "unit_inactive_at_move_in"))
            elif is_stay:
                lived_until = detail or FOREVER
            elif detail == "inactive" and lived_until > on:
                broken.append(("unit_statuses", index, "inactive_while_occupied"))
            else:
                inactive = detail == "inactive"
    return broken
