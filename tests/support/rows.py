"""Rows of the two ledgers as their sources export them, written short."""

from support.homes import LEASING


def patient(key="p1", first="Ann", last="Lee", born="1990-01-01", **more):
    return {"firstName": first, "lastName": last, "dateOfBirth": born, "externalId": key, **more}


def payment(key="a", of="p1", amount=10.5):
    return {"amount": amount, "patientId": of, "externalId": key}


def patients(count):
    return [patient(f"p{number}") for number in range(1, count + 1)]


def payments(count, of="p1"):
    return [payment(f"a{number}", of, number) for number in range(1, count + 1)]


def stay(key, unit, resident, start, end=None):
    return {
        "occupancy_id": key,
        "unit_id": unit,
        "resident_id": resident,
        "move_in_date": start,
        "move_out_date": end,
    }


def rent(key, of, amount, start):
    return {"rent_id": key, "occupancy_id": of, "amount": amount, "effective_date": start}


def status(key, unit, to, start):
    return {"unit_status_id": key, "unit_id": unit, "status": to, "start_date": start}


def unit(key, of="north", door=None):
    return {"unit_id": key, "property_id": of, "unit_number": door or key}


def resident(key, first="Ann", last="Lee"):
    return {"resident_id": key, "first_name": first, "last_name": last}


def ledger(units=("U01", "U02", "U03"), stays=(), rents=(), statuses=(), residents=None):
    """All six tables of one property; residents are those of the stays unless named."""
    names = residents or [resident(key) for key in dict.fromkeys(one["resident_id"] for one in stays)]
    return {
        "properties": [{"property_id": "north", "name": "North"}],
        "units": [unit(one) if isinstance(one, str) else one for one in units],
        "residents": names or [resident("r1")],
        "occupancies": list(stays),
        "unit_statuses": list(statuses),
        "rents": list(rents),
    }


def load_ledger(home, day, *, allow=False, **tables):
    """Load a leasing ledger as one upload and return its outcomes by dataset."""
    return home.load(ledger(**tables), day, source=LEASING, allow=allow)


def rejects(home):
    """(dataset, row number, rule) of every rejected row."""
    return home.rows("SELECT dataset, row_number, rule FROM ops.rejects ORDER BY ALL")


def live(home, model, key):
    """Ids alive in a model."""
    return [one for (one,) in home.rows(f"SELECT {key} FROM unified.{model} WHERE deleted_at IS NULL ORDER BY 1")]
