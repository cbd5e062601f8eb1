"""Generated Monthly Activity Summary reports, with page breaks, stacked headers and columns off their headers."""

from fixtures_sheets import at

EMPTY = {}
STATE_COLUMNS = ("D", "F", "L", "M", "Q", "R", "V", "X", "AA", "AF", "AH")
ACTIVITY_COLUMNS = ("C", "E", "G", "L", "M", "Q", "T", "W", "Z", "AD", "AG")

PLANS = [
    ("S1a", (40137, 39234, 12740, 26, 17, 8, 0, 1, 0, 0, 0), (1, 0, 1, 0, 1, 67892, 3289.62, 43389.89, 81.95, 24, 0)),
    ("A4", (1846.67, 2175, 739, 5, 1, 1, 1, 0, 1, 1, 0), (1, 1, 0, 0, 2, 2200, 0, -350, 2200, 0, 500)),
    ("B2", (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    ("100", (900, 950, 410, 1, 0, 0, 0, 0, 0, 0, 1), (0, 0, 0, 1, 0, 5, 0.5, 0.25, 0, 0, 0)),
]
EVENTS = [
    ("Moved In", [("315", "Current resident", "Alder, Kim", "01/29/2026"), ("434", "Current resident", "Oak, Jo (Jo)",
                                                                           "01/17/2026")]),
    ("Moved Out", [("633", "Former resident", "† Elm, Pat", "01/29/2026")]),
    ("Transferred to New Unit", [("430", "Current resident", "Fir, Sam", "01/23/2026")]),
]  # fmt: skip


def banner():
    return [
        EMPTY,
        at(B="OneSite Rents v3.0", J="Elm Management, LLC - Birch Court - Phase II", AH="Page 1 of 4"),
        at(B="02/08/2026   7:57:39AM", J="MONTHLY ACTIVITY SUMMARY", AH="mgt-542-001"),
        EMPTY,
        at(F="As of 02/07/2026"),
        EMPTY,
        at(B="Parameters:\nAccounting activity since: 01/01/2026\nOccupancy activity since: 01/01/2026"),
        EMPTY,
    ]


def states_header():
    return [
        at(I="Total\nBase Rent", L="\nTotal SQFT", M="\nTotal\nUnits", Q="\nOccupied no NTV", R="Vacant Not Leased",
           V="\nVacant Leased", X="Occupied NTV not Leased", AA="Occupied NTV Leased", AF="Vacant Admini-\nstrative",
           AH="\nVacant Down"),
        EMPTY,
        at(B="Floor plan", C="Market Rent"),
        EMPTY,
    ]  # fmt: skip


def activity_header():
    return [
        at(G="Cancella-\ntions /Rejection", P="\nRent\nCharged", T="\nOther\nCharges", AG="\nDeposits In",
           AI="\nDeposits\nOut"),
        at(C="Move-\nins", E="Move-\nouts", AB="Other\nCredits"),
        at(B="Floor plan", L="Renewals", M="Leases", X="Payments"),
        EMPTY,
    ]  # fmt: skip


def event_header():
    return [at(C="Unit", I="Status", O="Name"), at(W="Action", AC="Date"), EMPTY]


def plan_row(plan, figures, columns):
    return at(B=plan, **dict(zip(columns, figures, strict=True)))


def table(header, rows, columns, page_size):
    lines = header()
    for number, (plan, figures) in enumerate(rows):
        if number and number % page_size == 0:
            lines += [EMPTY, *header()]
        lines.append(plan_row(plan, figures, columns))
    sums = [round(sum(column), 2) for column in zip(*(figures for _, figures in rows), strict=True)]
    return [*lines, EMPTY, plan_row("Totals", sums, columns), EMPTY, EMPTY]


def event_rows(events, page_size):
    lines = event_header()
    on_page = 0
    for action, people in events:
        for unit, status, name, day in people:
            for row in (at(C=unit, I=status, O=name), at(V=action, AB=day)):
                if on_page == page_size:
                    lines += [EMPTY, *event_header()]
                    on_page = 0
                lines.append(row)
                on_page += 1
        lines += [EMPTY, at(U=f"Total {action}: {len(people)}"), EMPTY]
    return lines


def report(plans=PLANS, events=EVENTS, page_size=3, activity=None):
    return [
        *banner(),
        *table(states_header, [(plan, states) for plan, states, _ in plans], STATE_COLUMNS, page_size),
        *table(activity_header, activity or [(plan, done) for plan, _, done in plans], ACTIVITY_COLUMNS, page_size),
        *event_rows(events, page_size),
    ]
