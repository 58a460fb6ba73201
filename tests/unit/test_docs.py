"""The words of the repository are true: settings, problems, OpenAPI documents, links, and what shows them secure."""

import ast
import importlib
import json
import pkgutil
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

import logistics
from logistics.kit import errors
from logistics.kit.errors import LogisticsError, kebab
from logistics.kit.settings import Settings
from logistics.orders.model import NEXT
from logistics.web.problems import STATUS, status_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OPENAPI = sorted((DOCS / "openapi").glob("*.json"))
PAGES = [
    *(
        page
        for folder in ("docs", "examples", "benchmarks", "tests")
        for page in sorted((ROOT / folder).rglob("*.md"))
        if "node_modules" not in page.parts
    ),
    *sorted(ROOT.glob("*.md")),
]
ON_SECURITY = ("security.md", "security-asvs.md")

ANSWERING = (
    *("orders.", "customers.", "products.", "runs.", "notifications.", "identity.", "transport.", "layouts."),
    *("kit.database", "kit.disk", "web.", "access."),
    *("gateway.", "agents.app", "agents.callers", "agents.door", "agents.requests", "contracts.", "geo."),
)
UNTYPED_CODES = {"no-such-path", "method-not-allowed", "head-too-large", "internal-error"}
"""Problems that no class of ours stands for."""

Row = list[str]


@pytest.fixture(scope="module", autouse=True)
def everything_is_imported() -> None:
    """Classes are found by asking their parents, which know those that are loaded."""
    for module in pkgutil.walk_packages(logistics.__path__, "logistics."):
        if not re.search(r"__main__|migrations", module.name):
            importlib.import_module(module.name)


def descendants(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from descendants(child)


def rows(page: str) -> dict[str, Row]:
    """Rows of the tables on a page, by the code or variable in their first column."""
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", (DOCS / page).read_text(), re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in found}


def settings() -> list[tuple[str, Any, type]]:
    """Every variable of every settings class with its default."""
    classes = [kind for kind in descendants(Settings) if kind.__module__.startswith("logistics.")]
    return [(f.alias, f.default, kind) for kind in classes for f in kind.model_fields.values()]


def answered() -> list[type[LogisticsError]]:
    """Every error class that an API can answer."""
    rooms = tuple(f"logistics.{room}" for room in ANSWERING)
    return [
        kind
        for kind in descendants(LogisticsError)
        if kind.__module__.startswith(rooms) and kind.__module__ != errors.__name__
    ]


def test_every_setting_is_documented_with_its_default() -> None:
    documented = rows("configuration.md")
    assert len({kind for _, _, kind in settings()}) >= 5
    for variable, default, kind in settings():
        assert variable in documented, f"{variable} of {kind.__name__}"
        if default is PydanticUndefined:
            assert documented[variable][1] == "required", variable
        elif default is not None:
            assert documented[variable][1] == f"`{default}`", variable


def test_no_variable_is_read_unnoticed_and_none_documented_in_vain() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    documented = rows("configuration.md").keys()
    assert set(re.findall(r'"(LOGISTICS_[A-Z_]*[A-Z])"', source)) <= documented
    for variable in documented:
        assert f'"{variable}"' in source, variable


def test_every_kind_of_error_has_a_status() -> None:
    kinds = [kind for kind in LogisticsError.__subclasses__() if kind.__module__ == errors.__name__]
    assert set(kinds) == set(STATUS)
    assert len(set(STATUS.values())) == len(STATUS)


def test_every_problem_is_documented_with_its_status() -> None:
    documented = rows("problems.md")
    for kind in answered():
        assert kind.title(), kind
        assert documented[kebab(kind.__name__)][0] == str(status_of(kind)), kind


def test_no_unknown_problem_is_documented() -> None:
    known = {kebab(kind.__name__) for kind in answered()} | UNTYPED_CODES
    listed = {code for code, row in rows("problems.md").items() if row[0].isdigit()}
    assert listed <= known


def test_the_openapi_documents_are_those_of_the_apps() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "openapi"))
    apps = script["apps"]()
    assert {path.stem for path in OPENAPI} == apps.keys()
    for name, app in apps.items():
        kept = json.loads((DOCS / "openapi" / f"{name}.json").read_text())
        assert kept == json.loads(script["text_of"](app)), "Run scripts/openapi."


@pytest.mark.parametrize("path", OPENAPI, ids=lambda path: path.stem)
def test_every_operation_says_what_it_does_and_how_it_fails(path: Path) -> None:
    every = list(operations(json.loads(path.read_text())))
    assert len({operation["operationId"] for _, operation in every}) == len(every)
    for name, operation in every:
        assert operation["summary"], name
        for status, response in operation["responses"].items():
            assert response["description"], (name, status)
            if int(status) >= 400:
                assert "application/problem+json" in response["content"], (name, status)


@pytest.mark.parametrize("path", OPENAPI, ids=lambda path: path.stem)
def test_every_body_has_an_example(path: Path) -> None:
    document = json.loads(path.read_text())
    for name, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert content.get("examples") or has_example(content["schema"], document), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_every_threat_has_a_test_that_there_is() -> None:
    page = (DOCS / "security.md").read_text()
    threats = page[page.index("\n## Threats\n") : page.index("\n## What is not there\n")]
    rows_of_threats = [line for line in threats.splitlines() if re.match(r"\| (?!threat \|)", line)]
    assert len(rows_of_threats) > 50
    for row in rows_of_threats:
        shown_by = row.split("|")[3]
        assert re.fullmatch(r"( `tests/[^`]+::[^`]+`,?)+ ", shown_by), row
        for path, name in re.findall(r"`([^`]+)::([^`]+)`", shown_by):
            assert name in names_of_tests_in(ROOT / path), f"{path}::{name}"


@pytest.mark.parametrize("page", ON_SECURITY)
def test_what_stands_against_a_threat_is_there(page: str) -> None:
    named = re.findall(r"`([a-z_]+/[\w./]+\.(?:py|js))`", (DOCS / page).read_text())
    assert named
    for path in named:
        assert (ROOT / "src/logistics" / path).is_file() or (ROOT / path).is_file(), path


def test_decisions_are_numbered_without_a_gap() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for number, page in enumerate(pages, 1):
        text = page.read_text()
        assert text.startswith(f"# {number}. "), page.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Choice", "Cost"], page.name


def names_of_tests_in(path: Path) -> set[str]:
    """Names of the tests in a file."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, functions)}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def has_example(schema: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether a value can be made up from the examples, defaults and choices of a schema."""
    if "$ref" in schema:
        return has_example(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if any(known in schema for known in ("examples", "default", "enum", "const")):
        return True
    if "items" in schema:
        return has_example(schema["items"], document)
    properties = schema.get("properties", {})
    required = schema.get("required", [])
    return bool(required) and all(has_example(properties[name], document) for name in required)


def drawn(page: str, kind: str) -> str:
    """The pictures of one kind on a page, as they are written."""
    return "\n".join(re.findall(rf"```mermaid\n{kind}\n(.*?)```", (DOCS / page).read_text(), re.DOTALL))


def test_the_picture_of_an_orders_states_is_what_may_happen() -> None:
    arrows = set(re.findall(r"(\w+) --> (\w+)", drawn("architecture.md", "stateDiagram-v2")))
    assert arrows == {(str(here), str(there)) for here, moves in NEXT.items() for there in moves}


def test_the_pictures_of_the_tables_show_every_table_and_reference() -> None:
    source = "\n".join(path.read_text() for path in sorted((ROOT / "src").rglob("migrations/versions/*.py")))
    tables = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", source, re.DOTALL)
    references = {(there, name) for name, columns in tables for there in re.findall(r"REFERENCES (\w+)", columns)}
    picture = drawn("tables.md", "erDiagram")
    assert set(re.findall(r"(\w+) \S+--\S+ (\w+) :", picture)) == references
    assert {name for name, _ in tables} <= set(re.findall(r"\w+", picture))
