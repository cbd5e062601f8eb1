"""Invented people: names drawn from lists, with the accents and apostrophes that real lists have."""

from __future__ import annotations

from random import Random

FIRST_NAMES = (
    *("Ada", "Alma", "Amir", "Anton", "Astrid", "Beatriz", "Björn", "Boris", "Camila", "Celia", "Chidi", "Clara"),
    *("Dario", "Delia", "Dmitri", "Edna", "Elif", "Emeka", "Esme", "Fatima", "Felix", "Flora", "Gaia", "Gideon"),
    *("Hana", "Hector", "Hugo", "Ida", "Imran", "Inés", "Ivo", "Jada", "Jonas", "José", "Kai", "Keiko", "Lars"),
    *("Leila", "Linus", "Luz", "Mabel", "Marek", "Milo", "Mina", "Nadia", "Nils", "Noor", "Odette", "Omar", "Otis"),
    *("Paloma", "Petra", "Quentin", "Rafael", "Rania", "René", "Rosa", "Ruth", "Saga", "Selim", "Soren", "Tamsin"),
    *("Teo", "Thea", "Tobias", "Uma", "Vera", "Viktor", "Wanda", "Wim", "Yara", "Yusuf", "Zelda", "Zoë"),
)
LAST_NAMES = (
    *("Abara", "Aldous", "Amsel", "Arkwright", "Baptiste", "Bergström", "Bilge", "Brandt", "Calloway", "Castellan"),
    *("Cho", "Coppersmith", "D'Arcy", "Dahl", "De la Cruz", "Demir", "Drummond", "Eastwick", "Ekwueme", "Fairweather"),
    *("Ferro", "Finch", "Gallego", "Garnet", "Greaves", "Gupta", "Haddad", "Hallström", "Hartigan", "Hollis", "Ibarra"),
    *("Ilves", "Jansen", "Juniper", "Kaplan", "Kestrel", "Kowal", "Lindqvist", "Lockhart", "Luna", "Mazur", "Meadows"),
    *("Merriweather", "Moreau", "Müller", "Nakano", "Ness", "Núñez", "O'Hare", "Okonjo", "Osgood", "Pascoe", "Pereira"),
    *("Quill", "Rahimi", "Ravenscroft", "Rossi", "Saito", "Sandoval", "Schäfer", "Sorrel", "St. Clair", "Tanaka"),
    *("Thorne", "Tremblay", "Underhill", "Vance", "Varga", "Voss", "Wexley", "Whitlock", "Yamada", "Zamora", "Zeller"),
)


def person(rng: Random) -> tuple[str, str]:
    """A first and a last name; one last name in twelve is double-barrelled."""
    last = rng.choice(LAST_NAMES)
    if rng.randrange(12) == 0:
        last = f"{last}-{rng.choice(LAST_NAMES)}"
    return rng.choice(FIRST_NAMES), last


def married_name(rng: Random, last_name: str) -> str:
    """A last name other than the given one."""
    return rng.choice([name for name in LAST_NAMES if name != last_name])
