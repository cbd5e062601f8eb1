"""Many properties at once: results in order, failures their own."""

import threading
from dataclasses import replace

import pytest

from connectors.errors import PermanentError, TransientError
from connectors.gather import gather


@pytest.fixture
def errands(errand):
    return [replace(errand, scope=f"property_{number}") for number in range(8)]


def test_one_propertys_failure_is_its_own_and_what_came_before_it_is_kept(errands):
    def fetch(errand):
        yield f"units of {errand.scope}"
        if errand.scope == "property_3":
            raise PermanentError("Invalid or no access to Yardi Property", errand.scope)
        yield f"residents of {errand.scope}"

    fetched = gather(errands, fetch, at_once=3)
    assert [one.scope for one in fetched] == [errand.scope for errand in errands]
    assert [one.scope for one in fetched if one.error] == ["property_3"]
    assert fetched[3].payloads == ("units of property_3",)
    assert fetched[4].payloads == ("units of property_4", "residents of property_4")


def test_properties_run_at_once_but_never_more_than_allowed(errands):
    running, most, lock = set(), [], threading.Lock()
    met = threading.Barrier(2, timeout=30)

    def fetch(errand):
        with lock:
            running.add(errand.scope)
            most.append(len(running))
        # Each waits for another to be running: one by one this would never end.
        met.wait()
        with lock:
            running.discard(errand.scope)
        return ()

    gather(errands, fetch, at_once=2)
    assert max(most) == 2


def test_a_mistake_of_this_product_is_not_swallowed(errands):
    def fetch(errand):
        if errand.scope == "property_1":
            raise KeyError("mistake")
        return ()

    with pytest.raises(KeyError, match="mistake"):
        gather(errands, fetch, at_once=2)


def test_all_may_fail_and_each_says_so(errands):
    def fetch(errand):
        raise TransientError("the source fell silent", errand.scope)

    assert [str(one.error) for one in gather(errands, fetch)] == [
        f"property_{number}: the source fell silent." for number in range(8)
    ]


def test_nothing_wanted_is_nothing_fetched():
    assert gather([], lambda _: ()) == []
