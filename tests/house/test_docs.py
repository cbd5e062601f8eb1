"""The documents say what the code does."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.portfolio import read_portfolio
from warehouse.dictionary import page
from warehouse.publish import personal_columns

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_data_dictionary_is_what_the_declarations_say():
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == page(), "run: .venv/bin/python -m warehouse.dictionary > docs/data-dictionary.md"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_make_target_and_rentroll_command_in_the_docs_exists(path):
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) - {"it"} <= targets
    commands = {command.callback.__name__ for command in app.registered_commands}
    assert set(re.findall(r"bin/rentroll ([a-z]+)", text)) <= commands


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_file_a_document_links_to_or_names_is_there(path):
    text = path.read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in linked if not (path.parent / link).exists()] == []
    named = re.findall(r"`((?:warehouse|parsers|pipelines|connectors|simulator|docs)/[a-z0-9_./]+)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("command", ["parse", "load", "publish", "forget", "demo"])
def test_every_command_has_help(command):
    answer = CliRunner().invoke(app, [command, "--help"])
    assert answer.exit_code == 0
    assert "Usage" in answer.output


def test_the_example_portfolio_is_valid_and_publishes_only_columns_that_exist():
    portfolio = read_portfolio(ROOT / "portfolio.yaml")
    known = {f"{one.table.name}.{one.name}" for one in personal_columns()}
    for tenant in portfolio.tenants.values():
        assert set(tenant.publish_personal) <= known
    assert len(portfolio.tenants["kairoi"].properties) == 25
