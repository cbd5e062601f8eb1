"""Receivables worked out again from their rules, in plain Python: loops over what each source said last."""

from decimal import Decimal

BUCKETS = ("not_due", "balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90")
NOTHING = dict.fromkeys(("charged", "paid", "balance", "prepaid", *BUCKETS))


def bucket(days):
    """The column of an amount that many days past due."""
    for limit, name in zip((0, 30, 60, 90), BUCKETS, strict=False):
        if days <= limit:
            return name
    return BUCKETS[-1]


def aged(open_amounts, as_of):
    """The ages of (open amount, due date); None in every age where one's amount or day is not known."""
    if any(amount is None or (amount > 0 and due is None) for amount, due in open_amounts):
        return dict.fromkeys(BUCKETS)
    ages = dict.fromkeys(BUCKETS, Decimal(0))
    for amount, due in open_amounts:
        if amount > 0:
            ages[bucket((as_of - due).days)] += amount
    return ages


def balanced(charged, paid, owed):
    """What is owed, and what is paid beyond it."""
    beyond = min(charged - paid - owed, Decimal(0))
    return {"charged": charged, "paid": paid, "balance": owed + beyond, "prepaid": beyond}


def of_students(books):
    """Student -> figures, from the school oracle's books."""
    lists = {key: [] for key in books.students}
    charged, paid = dict.fromkeys(lists, Decimal(0)), dict.fromkeys(lists, Decimal(0))
    for attributes, settled, status in books.open_invoices().values():
        if status != "CANCELLED":
            key = attributes["student_id"]
            lists[key].append((max(attributes["amount"] - settled, Decimal(0)), attributes["due_date"]))
            charged[key] += attributes["amount"]
            paid[key] += settled
    alive = {key for key, life in books.students.items() if life.states[-1][1] is not None}
    return {
        key: NOTHING
        | balanced(charged[key], paid[key], sum((amount for amount, _ in open_amounts), Decimal(0)))
        | aged(open_amounts, books.as_of)
        for key, open_amounts in lists.items()
        if key in alive or open_amounts
    }


def of_patients(patients, payments):
    """Patient -> figures of a last snapshot whose rows are all good: what was paid, and nothing else is known."""
    return {
        one["externalId"]: NOTHING
        | {"paid": sum((p["amount"] for p in payments if p["patientId"] == one["externalId"]), Decimal(0))}
        for one in patients
    }


def still_open(line):
    """What is open of a charge: a credit is never, and what Yardi does not say is not known."""
    if line["balance_due"] is None:
        return None if line["amount"] > 0 else Decimal(0)
    return max(line["balance_due"], Decimal(0))


def of_calls(scope, lines, as_of):
    """Account -> figures of the last answer with resident transactions: all charges and payments of each account."""
    found = {}
    for customer in {line["customer_id"] for line in lines}:
        own = [line for line in lines if line["customer_id"] == customer]
        charges = [line for line in own if line["transaction_type"] == "charge"]
        charged = sum((line["amount"] for line in charges), Decimal(0))
        paid = sum((line["amount"] for line in own if line["transaction_type"] == "payment"), Decimal(0))
        open_amounts = [(still_open(line), line["transaction_date"] or line["service_from"]) for line in charges]
        if any(amount is None for amount, _ in open_amounts):
            owed = max(charged - paid, Decimal(0))
        else:
            owed = sum((amount for amount, _ in open_amounts), Decimal(0))
        found[f"{scope}/{customer}"] = NOTHING | balanced(charged, paid, owed) | aged(open_amounts, as_of)
    return found


def of_report(scope, rows):
    """Account -> figures of the last report: as printed."""
    printed = {
        "balance": "net_balance",
        "prepaid": "total_prepaid",
        "balance_0_30": "current_balance",
        "balance_31_60": "days_30",
        "balance_61_90": "days_60",
        "balance_over_90": "days_90_plus",
    }
    return {
        f"{scope}/{place}": NOTHING | {name: row.get(theirs) for name, theirs in printed.items()}
        for place, row in enumerate(rows, start=1)
    }
