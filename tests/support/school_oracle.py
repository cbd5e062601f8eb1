"""School billing worked out again from its rules, in plain Python: no SQL, no windows, every day by itself."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
QUARANTINED = ("overpayment", "payment_on_cancelled_invoice")


def cents(amount):
    return Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)


@dataclass
class Life:
    """The states of one object: (snapshot day, attributes or None while gone, whether it counts), in order."""

    states: list = field(default_factory=list)

    @property
    def created(self):
        return self.states[0][0]

    def at(self, on):
        """Attributes and whether they count, as known on a day; before the first snapshot what that one says."""
        known = [state for state in self.states if state[0] <= on] or self.states[:1]
        return known[-1][1:]

    def add(self, on, attributes, *, counts=True):
        self.states.append((on, attributes, counts))


class Books:
    """What a school's books hold after each snapshot."""

    def __init__(self):
        self.invoices, self.payments = {}, {}
        self.students, self.schools = {}, {}
        self.rejected = []
        self.as_of = None

    def load(self, on, files):
        """Take the files of a day; what a file is not there for stays as it is."""
        self.as_of = on
        judges = {
            "schools": lambda rows: plain(rows, lambda _: None),
            "students": lambda rows: plain(rows, self._student_rule),
            "invoices": lambda rows: plain(rows, self._invoice_rule),
            "payments": self._judge_payments,
        }
        for dataset, judge in judges.items():
            if dataset in files:
                self._take(on, getattr(self, dataset), dataset, judge(files[dataset]))

    def _student_rule(self, row):
        return None if row["school_id"] in self._alive(self.schools) else "unknown_school"

    def _invoice_rule(self, row):
        return invoice_rule(row, self._alive(self.students))

    def _judge_payments(self, rows):
        invoices = {key: one[0] for key, one in self._alive(self.invoices).items()}
        rules = [payment_rule(row, invoices) for row in rows]
        left = {key: found["amount"] for key, found in invoices.items()}
        for key, (attributes, counts) in self._alive(self.payments).items():
            said = [rule for row, rule in zip(rows, rules, strict=True) if row["id"] == key]
            stays = said and None not in said and "payment_on_cancelled_invoice" not in said
            if stays and counts and attributes["invoice_id"] in left:
                left[attributes["invoice_id"]] -= attributes["amount"]
        return judge_payments(rows, rules, left)

    def _alive(self, lives):
        found = {key: life.states[-1][1:] for key, life in lives.items()}
        return {key: state for key, state in found.items() if state[0] is not None}

    def _take(self, on, lives, dataset, judged):
        accepted = {row["id"]: normal(row) for row, rule in judged if rule is None}
        broken = {
            row["id"]: [r for other, r in judged if other["id"] == row["id"] and r] for row, rule in judged if rule
        }
        self.rejected += [
            (dataset, number, rule) for number, (_, rule) in enumerate(judged, 1) if rule and rule != "repeat"
        ]
        for key, attributes in accepted.items():
            life = lives.setdefault(key, Life())
            if not life.states or life.states[-1][1:] != (attributes, True):
                life.add(on, attributes)
        for key, life in lives.items():
            before, counted = life.states[-1][1:]
            if key in accepted or before is None:
                continue
            if key not in broken:
                life.add(on, None)
            elif counted and dataset == "payments" and any(rule in QUARANTINED for rule in broken[key]):
                life.add(on, before, counts=False)

    def paid(self, invoice_id, on):
        """What counts as paid on an invoice by a day: by the payments' own days, changes by the snapshot's."""
        total = Decimal(0)
        for life in self.payments.values():
            attributes, counts = life.at(max(on, life.created))
            if attributes and counts and attributes["invoice_id"] == invoice_id and attributes["payment_date"] <= on:
                total += attributes["amount"]
        return total

    def status(self, invoice_id, on):
        """The status of an invoice on a day, None while there is none."""
        state = self.state(invoice_id, on)
        return state and state[0]

    def state(self, invoice_id, on):
        """Status, amount, due date, paid and pending of an invoice on a day, None while there is none."""
        life = self.invoices[invoice_id]
        found, _ = life.at(max(on, life.created))
        if found is None or not self._is_there(invoice_id, on):
            return None
        facts = (found["amount"], found["due_date"])
        if found["status"] == "CANCELLED":
            return ("CANCELLED", *facts, Decimal(0), Decimal(0))
        paid = self.paid(invoice_id, on)
        pending = max(found["amount"] - paid, Decimal(0))
        if pending == 0:
            return ("PAID", *facts, paid, pending)
        if found["due_date"] < on:
            return ("OVERDUE", *facts, paid, pending)
        return ("PARTIAL" if paid > 0 else "PENDING", *facts, paid, pending)

    def _is_there(self, invoice_id, on):
        """An invoice is there from its first snapshot; one of the very first, from its due date or first payment."""
        life = self.invoices[invoice_id]
        if on >= life.created:
            return True
        is_of_the_first = life.created == min(one.created for one in self.invoices.values())
        return is_of_the_first and (on >= life.states[0][1]["due_date"] or self._paid_before(invoice_id, on))

    def _paid_before(self, invoice_id, on):
        """Whether any payment ever counted on a day up to this one: an invoice is as old as its first payment."""
        days = [state[1]["payment_date"] for life in self.payments.values() for state in life.states if state[1]]
        first = min(days, default=on)
        return any(self.paid(invoice_id, first + timedelta(number)) > 0 for number in range((on - first).days + 1))

    def open_invoices(self):
        """Invoice id -> (attributes, paid, status) of the invoices alive in the newest snapshot."""
        found = {}
        for key, (attributes, _) in self._alive(self.invoices).items():
            cancelled = attributes["status"] == "CANCELLED"
            found[key] = (
                attributes,
                Decimal(0) if cancelled else self.paid(key, self.as_of),
                self.status(key, self.as_of),
            )
        return found

    def counted_payments(self):
        """Payment id -> attributes of the payments that count in the newest snapshot."""
        open_invoices = {key for key, found in self.open_invoices().items() if found[2] != "CANCELLED"}
        alive = {key: one for key, (one, counts) in self._alive(self.payments).items() if counts}
        return {
            key: one
            for key, one in alive.items()
            if one["invoice_id"] in open_invoices and one["payment_date"] <= self.as_of
        }


def plain(rows, rule_of):
    """(row, rule) of every row that is judged by itself and by the ids before it."""
    judged, held = [], {}
    for row in rows:
        rule = rule_of(row)
        if rule is None and row["id"] in held:
            rule = "repeat" if held[row["id"]] == normal(row) else "duplicate_id"
        elif rule is None:
            held[row["id"]] = normal(row)
        judged.append((row, rule))
    return judged


def normal(row):
    """A row's attributes as they are compared: money in cents, days as dates."""
    found = {name: value for name, value in row.items() if name != "id"}
    if "amount" in found:
        found["amount"] = cents(found["amount"])
    return found | {name: date.fromisoformat(found[name]) for name in ("due_date", "payment_date") if name in found}


def invoice_rule(row, students):
    if cents(row["amount"]) < 0:
        return "amount_negative"
    return None if row["student_id"] in students else "unknown_student"


def payment_rule(row, invoices):
    if cents(row["amount"]) <= 0:
        return "amount_not_positive"
    if row["invoice_id"] not in invoices:
        return "unknown_invoice"
    return "payment_on_cancelled_invoice" if invoices[row["invoice_id"]]["status"] == "CANCELLED" else None


def judge_payments(rows, rules, limits):
    """(row, rule) of every payment row, in file order; `rules` are those that rows break by themselves."""
    while True:
        first = {}
        for index, row in enumerate(rows):
            if rules[index] is None:
                first.setdefault(row["id"], index)
        left = dict(limits)
        too_much = []
        for index in sorted(first.values(), key=lambda index: (rows[index]["payment_date"], index)):
            row = rows[index]
            if cents(row["amount"]) > left[row["invoice_id"]]:
                too_much.append(index)
            else:
                left[row["invoice_id"]] -= cents(row["amount"])
        if not too_much:
            break
        for index in too_much:
            rules[index] = "overpayment"
    for index, row in enumerate(rows):
        held = first.get(row["id"])
        if rules[index] is None and held != index:
            rules[index] = "repeat" if normal(rows[held]) == normal(row) else "duplicate_id"
    return list(zip(rows, rules, strict=True))
