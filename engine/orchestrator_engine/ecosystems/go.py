"""Go: `go.mod`, and `go.work` over several modules."""

import re
from collections.abc import Iterator

from orchestrator_engine.ecosystems.files import Files
from orchestrator_engine.ecosystems.project import (
    Command,
    Facet,
    Project,
    Purpose,
    Table,
    technologies,
)

NAME = "Go"
TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {
        "github.com/gin-gonic/gin": "Gin",
        "github.com/labstack/echo": "Echo",
        "github.com/gofiber/fiber": "Fiber",
        "github.com/go-chi/chi": "chi",
        "github.com/spf13/cobra": "Cobra",
        "google.golang.org/grpc": "gRPC",
    },
    Facet.ORM: {"gorm.io/gorm": "GORM", "entgo.io/ent": "ent", "github.com/uptrace/bun": "Bun"},
    Facet.DATABASE: {
        "github.com/jackc/pgx": "PostgreSQL",
        "github.com/lib/pq": "PostgreSQL",
        "github.com/go-sql-driver/mysql": "MySQL",
        "github.com/mattn/go-sqlite3": "SQLite",
        "modernc.org/sqlite": "SQLite",
        "go.mongodb.org/mongo-driver": "MongoDB",
        "github.com/redis/go-redis": "Redis",
    },
    Facet.AUTHENTICATION: {"github.com/golang-jwt/jwt": "JSON Web Tokens"},
    Facet.TESTING: {"github.com/stretchr/testify": "Testify", "github.com/onsi/ginkgo": "Ginkgo"},
}
_NEEDS = re.compile(r"^\s*(?:require\s+)?([a-z0-9.-]+\.[a-z]+/\S+?)(?:/v\d+)?\s+v\d", re.MULTILINE)
_USES = re.compile(r"^\s*\"?([^\s\"/][^\s\"]*)\"?\s*(?://.*)?$", re.MULTILINE)
_BLOCK = re.compile(r"^use\s*(?:\(([^)]*)\)|(\S+))", re.MULTILINE)


def project(files: Files) -> Project | None:
    """A Go module or workspace, or None."""
    manifest = files.first("go.work", "go.mod")
    if manifest is None:
        return None
    return Project(
        ecosystem=NAME,
        folder=files.folder,
        manager="go",
        source=files.path(manifest),
        commands=tuple(_commands(files, manifest)),
        technologies=technologies(
            _NEEDS.findall(files.text("go.mod")), TECHNOLOGIES, files.path("go.mod")
        ),
        members=tuple(_members(files)),
    )


def _commands(files: Files, manifest: str) -> Iterator[Command]:
    source = files.path(manifest)
    # What “./...” means ends at the border of a module: a workspace names each of its own.
    members = [f"./{name}/..." for name in _members(files)] if manifest == "go.work" else []
    if files.has("go.mod"):
        members.insert(0, "./...")
    everything = tuple(members) or ("./...",)
    yield Command(Purpose.BUILD, ("go", "build", *everything), source)
    # With -v it says what passed, too: without it nobody could count.
    yield Command(Purpose.TEST, ("go", "test", "-v", *everything), source)
    lint = files.first(".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json")
    if lint:
        yield Command(Purpose.LINT, ("golangci-lint", "run"), files.path(lint))
    else:
        yield Command(Purpose.LINT, ("go", "vet", *everything), source)


def _members(files: Files) -> Iterator[str]:
    for block, one in _BLOCK.findall(files.text("go.work")):
        for name in _USES.findall(block or one):
            folder = name.removeprefix("./").strip("/")
            if folder not in {"", "."} and files.has(f"{folder}/go.mod"):
                yield folder
