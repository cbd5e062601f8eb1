"""The portfolio: which tenants there are, what each owns, and which sources feed it; read from `portfolio.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class PortfolioError(Exception):
    """The portfolio cannot be read: file, key, what stands there and what was expected."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GuardSetting(_Entry):
    """When a snapshot of a dataset is held: share of the live rows it would delete, and how many at least."""

    share: Decimal = Field(default=Decimal("0.10"), ge=0, le=1)
    rows: int = Field(default=5, ge=1)


class Source(_Entry):
    """One source of a tenant."""

    unknown_properties: Literal["accept", "refuse"] = "refuse"
    guard: Mapping[str, GuardSetting] = Field(default_factory=dict)


class Property(_Entry):
    """One property: its name as reports print it, other names it goes by, and its ids at the vendors."""

    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    site_id: str | None = None


class Tenant(_Entry):
    """One management company or client."""

    name: str = Field(min_length=1)
    country: Country = "US"
    publish_personal: tuple[str, ...] = ()
    sources: Mapping[Literal["leasing_ledger", "patient_ledger", "realpage_reports", "yardi_reports"], Source]
    properties: Mapping[Slug, Property] = Field(default_factory=dict)

    def property_named(self, printed: str) -> str | None:
        """The id of the property a document names, or None where the portfolio does not know it."""
        wanted = _squash(printed)
        for property_id, one in self.properties.items():
            if wanted in {_squash(name) for name in (one.name, *one.aliases)}:
                return property_id
        return None


class Portfolio(_Entry):
    """All tenants by id."""

    tenants: Mapping[Slug, Tenant] = Field(min_length=1)

    def tenant(self, tenant_id: str) -> Tenant:
        """A tenant by id; raises PortfolioError with the known ones."""
        if tenant_id not in self.tenants:
            raise PortfolioError(f"no tenant {tenant_id!r}. Expected one of {', '.join(self.tenants)}.")
        return self.tenants[tenant_id]

    def source(self, tenant_id: str, source: str) -> Source:
        """A source of a tenant; raises PortfolioError with the known ones."""
        found = dict(self.tenant(tenant_id).sources)
        for name, one in found.items():
            if name == source:
                return one
        raise PortfolioError(f"tenant {tenant_id} has no source {source!r}. Expected one of {', '.join(found)}.")


def property_slug(printed: str) -> str:
    """A property's id made from its printed name: "Sample North" -> "sample_north"."""
    return re.sub(r"[^a-z0-9]+", "_", printed.lower()).strip("_")


def _squash(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def read_portfolio(path: Path) -> Portfolio:
    """Read and validate a portfolio file.

    Raises PortfolioError that names the file, the key, the value there and what was expected.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PortfolioError(f"{path} is not there. Expected the portfolio; name another with --portfolio.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PortfolioError(f"{path} cannot be read as YAML: {' '.join(str(error).split())}.") from error
    try:
        return Portfolio.model_validate(content)
    except ValidationError as error:
        raise PortfolioError(_explain(path, error)) from error


def _explain(path: Path, error: ValidationError) -> str:
    lines = [f"{path} is no valid portfolio:"]
    for one in error.errors():
        key = ".".join(str(part) for part in one["loc"] if part != "[key]") or "the whole file"
        shown = f" (it is {one['input']!r})" if isinstance(one["input"], str | int | float | bool) else ""
        lines.append(f"  {key}: {_words(one['type'], one['msg'])}{shown}")
    return "\n".join(lines)


def _words(kind: str, message: str) -> str:
    known = {"extra_forbidden": "this key is not known here", "missing": "this key is missing"}
    return known.get(kind, message[:1].lower() + message[1:])
