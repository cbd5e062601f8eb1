"""Hypothesis strategies for uploads of tiny ledgers: mostly good rows, now and then one that breaks a rule."""

from datetime import date

from hypothesis import strategies as st
from support.oracle import Upload


def mostly(good, *odd):
    """One of the good values, and seldom one of the odd ones."""
    return st.integers(0, 11).flatmap(lambda throw: st.sampled_from(odd if odd and throw == 0 else good))


DAYS = [date(2024, 1, number) for number in (1, 2, 3, 4)]

patients = st.fixed_dictionaries(
    {
        "externalId": mostly(["p1", "p2", "p3", "p4"], " p1 ", None, "", "P1"),
        "firstName": mostly(["Ann", "Bo"], None, " "),
        "lastName": mostly(["Lee", "Ünal"], None),
        "dateOfBirth": mostly(
            ["1990-01-01", "1985-02-28T00:00:00Z"],
            *(None, "", "1900-12-31", "1901-01-01", "2024-01-03", "1990-02-30", "01/02/1990"),
        ),
    },
    optional={"middleName": mostly(["M", None, ""])},
)
payments = st.fixed_dictionaries(
    {
        "externalId": mostly(["a", "b", "c", "d", "e"], None, 7, "7"),
        "patientId": mostly(["p1", "p2", "p3"], "p4", "nobody", None),
        "amount": mostly([10, 10.5, "10.50", 99.99], -5, 0, None, "", "abc", "1,905.00", 0.005, "1e3", 1e3),
    }
)


def some_of(tables):
    """Files of some of the tables, at least one."""
    return st.fixed_dictionaries({}, optional=tables).filter(bool)


def uploads_of(files, *, days=DAYS):
    """Uploads of different days, in any order."""
    one = st.builds(Upload, st.sampled_from(days), files, st.booleans())
    return st.lists(one, min_size=1, max_size=len(days), unique_by=lambda upload: upload.day)


patient_tables = some_of({"patients": st.lists(patients, max_size=6), "payments": st.lists(payments, max_size=7)})
patient_uploads = uploads_of(patient_tables)

NEAR = [f"2024-0{month}-{number:02}" for month in (1, 2, 3) for number in (1, 10, 20)]
UNITS = ["u1", "u2"]
RESIDENTS = ["r1", "r2", "r3"]

properties = st.fixed_dictionaries(
    {"property_id": mostly(["north"], "south", None), "name": mostly(["North", "North Park"], None)}
)
units = st.fixed_dictionaries(
    {
        "unit_id": mostly(UNITS, "u3", None),
        "property_id": mostly(["north"], "south", None),
        "unit_number": mostly(["101", "007"], None),
    }
)
residents = st.fixed_dictionaries(
    {
        "resident_id": mostly(RESIDENTS, None),
        "first_name": mostly(["Ann", "Bo"], None),
        "last_name": mostly(["Lee"], None),
    }
)
occupancies = st.fixed_dictionaries(
    {
        "occupancy_id": mostly(["o1", "o2", "o3", "o4"], None),
        "unit_id": mostly(UNITS, "u9", None),
        "resident_id": mostly(RESIDENTS, "r9", None),
        "move_in_date": mostly(NEAR, None, "soon", "0001-01-01"),
        "move_out_date": mostly([*NEAR, None, None, None], "", "later", "9999-12-31"),
    }
)
statuses = st.fixed_dictionaries(
    {
        "unit_status_id": mostly(["s1", "s2", "s3"], None),
        "unit_id": mostly(UNITS, "u9", None),
        "status": mostly(["active", "inactive", "INACTIVE"], "down", None),
        "start_date": mostly(NEAR, None, "2024-13-01"),
    }
)
rents = st.fixed_dictionaries(
    {
        "rent_id": mostly(["n1", "n2", "n3"], None),
        "occupancy_id": mostly(["o1", "o2", "o3"], "o9", None),
        "amount": mostly([1000, 1500.5, "1500.50"], 0, -1, None, "abc"),
        "effective_date": mostly(NEAR, None, "x"),
    }
)
WHOLE = {
    "properties": [{"property_id": "north", "name": "North"}],
    "units": [{"unit_id": one, "property_id": "north", "unit_number": one} for one in UNITS],
    "residents": [{"resident_id": one, "first_name": "Ann", "last_name": one} for one in RESIDENTS],
}


# Mostly a ledger whose units and residents are whole, so that stays are what an example is about.
leasing_tables = some_of(
    {
        "properties": mostly([WHOLE["properties"]]) | st.lists(properties, max_size=2),
        "units": mostly([WHOLE["units"]]) | st.lists(units, max_size=4),
        "residents": mostly([WHOLE["residents"]]) | st.lists(residents, max_size=4),
        "occupancies": st.lists(occupancies, max_size=6),
        "unit_statuses": st.lists(statuses, max_size=4),
        "rents": st.lists(rents, max_size=4),
    }
)
leasing_uploads = uploads_of(leasing_tables, days=DAYS[:3])
stays_and_statuses = st.builds(
    lambda stays, changes, rents: Upload(
        DAYS[0], WHOLE | {"occupancies": stays, "unit_statuses": changes, "rents": rents}
    ),
    st.lists(occupancies, max_size=8),
    st.lists(statuses, max_size=5),
    st.lists(rents, max_size=5),
)
