"""What a run is told and what its steps share: the choice of scopes, the product at its home, and the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import uniform

import dagster as dg
from pydantic import Field

from connectors.http import Manners, Transport
from pipelines.drop_folder import DropFolder, Stray
from pipelines.portfolio import Portfolio, PortfolioError
from pipelines.rentroll import Rentroll
from warehouse.errors import BusyError, WarehouseError

# Another writer may hold the warehouse for long: wait about 10, 20 and 40 seconds more, and then give up.
RETRIES = 3
FIRST_WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Scopes:
    """The chosen scopes of one source; `names` is None where all of them are."""

    names: frozenset[str] | None = None

    def __contains__(self, scope: str) -> bool:
        return self.names is None or scope in self.names

    def __bool__(self) -> bool:
        return self.names is None or bool(self.names)


class Choice(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What a run is asked to do; told once, for all its steps, under `resources.choice.config`."""

    scopes: list[str] = Field(
        default=[],
        description="Which scopes, as tenant, tenant/source or tenant/source/scope; none named means all.",
    )
    again: bool = Field(
        default=False,
        description="Fetch what is landed, and load what is loaded, once more; a reparse fetches nothing.",
    )
    allow_mass_deletion: bool = Field(
        default=False, description="Let the chosen scopes' files of these days delete more than the guard allows."
    )
    expected: bool = Field(
        default=False, description="Whether a scope without any file fails the run; the daily schedule says so."
    )

    def of(self, portfolio: Portfolio, tenant_id: str, source: str) -> Scopes:
        """The chosen scopes of a source. Raises PortfolioError where any named tenant or source is not known."""
        named = [one.split("/", 2) for one in self.scopes]
        for one in named:
            portfolio.tenant(one[0])
            if len(one) > 1:
                portfolio.source(one[0], one[1])
        whole = ([tenant_id], [tenant_id, source])
        if not named or any(one in whole for one in named):
            return Scopes()
        return Scopes(frozenset(one[2] for one in named if one[:2] == [tenant_id, source]))


@dataclass(frozen=True, slots=True)
class Office:
    """The product as the steps use it: everything at its home, the drop folder, the clock and the network."""

    rentroll: Rentroll
    drop_folder: DropFolder
    now: Callable[[], datetime]
    transport: Callable[[Manners], Transport]

    @property
    def portfolio(self) -> Portfolio:
        """Whose data it is."""
        return self.rentroll.portfolio

    def strays(self) -> list[Stray]:
        """Files in the drop folder that nobody loads, because no tenant of the portfolio has such a source or day."""
        return self.drop_folder.strays({one: tuple(tenant.sources) for one, tenant in self.portfolio.tenants.items()})


@contextmanager
def failures_told(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Iterator[None]:
    """Say how a step fails: what passes by itself is tried again, what a person must mend fails at once.

    Anything else is a bug: it fails with its traceback, and trying again would only hide it.
    """
    try:
        yield
    except BusyError as error:
        wait = FIRST_WAIT_SECONDS * 2**context.op_execution_context.retry_number * uniform(0.75, 1.25)  # noqa: S311 - jitter
        raise dg.RetryRequested(RETRIES, wait) from error
    except (WarehouseError, PortfolioError) as error:
        raise dg.Failure(str(error), allow_retries=False) from error
