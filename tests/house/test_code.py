"""The house rules that a linter has no name for."""

import ast
import re
import shutil
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("connectors", "parsers", "warehouse", "pipelines", "simulator")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
TEXTS = [
    path
    for pattern in ("*.py", "*.md", "*.sql", "*.toml", "*.yaml", "*.csv", "*.lock", "Makefile", "run")
    for path in ROOT.rglob(pattern)
    if not {".venv", ".git", "build"} & set(path.relative_to(ROOT).parts) and not path.name.startswith("check_")
]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(path):
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, FUNCTIONS)]


def code_lines(function):
    """Lines of a function without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    text = function.body[0]
    return lines - (text.end_lineno - text.lineno + 1)


def test_functions_are_short():
    lengths = sorted(code_lines(one) for path in SOURCES for one in functions(path))
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 30
    assert lengths[-1] <= 60


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_at_most_500_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_except_swallows_everything_and_nothing_private_of_dagster_is_imported(path):
    text = path.read_text(encoding="utf-8")
    assert "dagster._" not in text
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            broad = any(kind is None or getattr(kind, "id", "") in ("Exception", "BaseException") for kind in kinds)
            assert not broad or any(isinstance(inner, ast.Raise) for inner in ast.walk(node)), node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_reads_the_environment_or_the_clock_at_import(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):
            assert not re.search(r"os\.environ|getenv|\.now\(|\.today\(", ast.unparse(node)), node.lineno


def test_only_its_own_room_knows_duckdb_and_dagster():
    for path in SOURCES:
        room = path.relative_to(ROOT).parts[0]
        modules = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
            if name
        }
        assert "duckdb" not in modules or room == "warehouse", path
        assert "dagster" not in modules or room == "pipelines", path
        assert "simulator" not in modules or room == "simulator" or path.name == "demo.py", path


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_names_a_package_index_or_a_machine(path):
    text = path.read_text(encoding="utf-8")
    hosts = ["py" + "pi.org", "pythonhosted" + ".org", "npm" + "js.org", "debian" + ".org"]
    machine = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/tm" + "p/scratch"]
    assert not [word for word in [*hosts, *machine] if word in text]


def test_what_is_committed_is_text_that_people_wrote():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert not [name for name in listed if name.endswith((".duckdb", ".xls", ".xlsx", ".parquet", ".pyc"))]
