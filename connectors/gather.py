"""Many properties at once: each one's answers and each one's failure are its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from connectors.errors import ConnectorError
from connectors.payload import Errand, Payload


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one errand: the payloads that arrived and, where something failed, the error that stopped it."""

    scope: str
    payloads: tuple[Payload, ...]
    error: ConnectorError | None


def gather(
    errands: Sequence[Errand], fetch: Callable[[Errand], Iterable[Payload]], *, at_once: int = 4
) -> list[Fetched]:
    """Run `fetch` for every errand, `at_once` at a time; results in the order of the errands.

    Where `fetch` is a generator, what it handed over before it failed is kept. Only a ConnectorError is a result:
    any other exception is a mistake in this product and is raised, and errands that have not begun are left out.
    """
    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="fetch") as pool:
        waiting = [pool.submit(_run, errand, fetch) for errand in errands]
        try:
            return [one.result() for one in waiting]
        finally:
            for one in waiting:
                one.cancel()


def _run(errand: Errand, fetch: Callable[[Errand], Iterable[Payload]]) -> Fetched:
    payloads: list[Payload] = []
    try:
        # One by one, so that what came before a failure is kept.
        for payload in fetch(errand):
            payloads.append(payload)  # noqa: PERF402
    except ConnectorError as error:
        return Fetched(errand.scope, tuple(payloads), error)
    return Fetched(errand.scope, tuple(payloads), None)
