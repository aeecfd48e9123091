"""Go, Rust, Java, Ruby, PHP, .NET: a table each."""

from pathlib import Path

import pytest

from support.projects import lines, made_with, manifest, only

GO = {"build": "go build ./...", "test": "go test -v ./...", "lint": "go vet ./..."}
CARGO = {"build": "cargo build --workspace", "test": "cargo test --workspace"}
SPEC = 'Gem::Specification.new do |s|\n  s.add_development_dependency "rspec"\nend\n'
WEB = '<Project Sdk="Microsoft.NET.Sdk.Web"><PackageReference Include="Dapper" /></Project>'


def check(folder: Path, files: dict[str, str], who: tuple[str, str], found: object) -> None:
    project = only(folder, files)
    assert (project.ecosystem, project.manager) == who
    assert lines(project) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"go.mod": "module a"}, GO),
        ({"go.mod": "", ".golangci.yml": ""}, GO | {"lint": "golangci-lint run"}),
        (
            {
                "go.work": "go 1.22\n\nuse (\n\t./a\n\t./b // two\n)\n",
                "a/go.mod": "",
                "b/go.mod": "",
            },
            {name: f"{line[:-6]} ./a/... ./b/..." for name, line in GO.items()},
        ),
    ],
    ids=["module", "linter", "workspace"],
)
def test_go(tmp_path: Path, files: dict[str, str], found: object) -> None:
    check(tmp_path, files, ("Go", "go"), found)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"Cargo.toml": "[package]"}, CARGO),
        (
            {"Cargo.toml": "[package]", "Cargo.lock": ""},
            {name: f"{line} --locked" for name, line in CARGO.items()},
        ),
        (
            {"Cargo.toml": "", ".config/nextest.toml": "", "clippy.toml": "", "rustfmt.toml": ""},
            {
                "build": "cargo build --workspace",
                "test": "cargo nextest run --workspace",
                "lint": "cargo clippy --workspace",
                "format": "cargo fmt --check",
            },
        ),
    ],
    ids=["package", "locked", "nextest, clippy, rustfmt"],
)
def test_rust(tmp_path: Path, files: dict[str, str], found: object) -> None:
    check(tmp_path, files, ("Rust", "cargo"), found)


def test_members_of_a_cargo_workspace(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": "[workspace]\nmembers = ['crates/*']\n[workspace.dependencies]\naxum = '1'",
        "crates/a/Cargo.toml": "",
        "crates/notes/README.md": "",
    }
    project = only(tmp_path, files)
    assert project.members == ("crates/a",)
    assert made_with(project) == {"framework": {"Axum"}}


@pytest.mark.parametrize(
    ("files", "who", "found"),
    [
        (
            {"pom.xml": "<project/>"},
            ("Java", "Maven"),
            {"build": "mvn -B -DskipTests package", "test": "mvn -B test"},
        ),
        (
            {"pom.xml": "<artifactId>spring-boot-maven-plugin</artifactId>", "mvnw": ""},
            ("Java", "Maven"),
            {
                "build": "sh ./mvnw -B -DskipTests package",
                "test": "sh ./mvnw -B test",
                "dev": "sh ./mvnw -B spring-boot:run",
            },
        ),
        (
            {"build.gradle": "plugins { id 'java' }"},
            ("Java", "Gradle"),
            {"build": "gradle assemble", "test": "gradle test"},
        ),
        (
            {"build.gradle.kts": 'plugins { kotlin("jvm") }', "gradlew": ""},
            ("Kotlin", "Gradle"),
            {"build": "sh ./gradlew assemble", "test": "sh ./gradlew test"},
        ),
    ],
    ids=["Maven", "Maven's wrapper, Spring", "Gradle", "Gradle's wrapper, Kotlin"],
)
def test_java(tmp_path: Path, files: dict[str, str], who: tuple[str, str], found: object) -> None:
    check(tmp_path, files, who, found)


@pytest.mark.parametrize(
    "files",
    [
        {"pom.xml": "<modules><module>core</module><module>web</module></modules>"},
        {"settings.gradle": "include 'core', ':web'"},
        {"settings.gradle.kts": 'include("core")\ninclude(\n  ":web",\n)\n'},
    ],
    ids=["Maven", "Gradle", "Gradle in Kotlin"],
)
def test_modules(tmp_path: Path, files: dict[str, str]) -> None:
    assert only(tmp_path, {**files, "core/": "", "web/": ""}).members == ("core", "web")


def test_gradle_beside_maven_is_something_to_decide(tmp_path: Path) -> None:
    (finding,) = only(tmp_path, {"pom.xml": "", "build.gradle": ""}).findings
    assert finding.message == "build.gradle and pom.xml are both there"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {"Gemfile": "gem 'rspec'", "Gemfile.lock": "", "spec/": ""},
            {"setup": "bundle install", "test": "bundle exec rspec"},
        ),
        (
            {"Gemfile": 'gem "rails"', "bin/rails": "", "test/": "", ".rubocop.yml": ""},
            {
                "test": "bin/rails test",
                "lint": "bundle exec rubocop",
                "dev": "bin/rails server",
            },
        ),
        (
            {"Gemfile": "", "Rakefile": "Rake::TestTask.new", "test/": ""},
            {"test": "bundle exec rake test"},
        ),
        (
            {"tea.gemspec": SPEC, "Rakefile": "", "spec/": ""},
            {"build": "rake build", "test": "rspec"},
        ),
    ],
    ids=["RSpec", "Rails", "rake", "a gem"],
)
def test_ruby(tmp_path: Path, files: dict[str, str], found: object) -> None:
    check(tmp_path, files, ("Ruby", "bundler"), found)


def test_minitest_without_rake_is_started_by_ruby(tmp_path: Path) -> None:
    test = lines(only(tmp_path, {"Gemfile": "", "test/": ""}))["test"]
    assert test.startswith("bundle exec ruby -Itest -Ilib -e Dir[")


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {"composer.json": manifest(scripts={"test": "pest"}), "composer.lock": "{}"},
            {"setup": "composer install --no-interaction", "test": "composer test"},
        ),
        (
            {"composer.json": manifest(**{"require-dev": {"pestphp/pest": "3"}})},
            {"test": "vendor/bin/pest"},
        ),
        (
            {"composer.json": "{}", "phpunit.xml.dist": "", "phpstan.neon": ""},
            {"test": "vendor/bin/phpunit", "types": "vendor/bin/phpstan analyse"},
        ),
        (
            {
                "composer.json": manifest(require={"laravel/framework": "12", "laravel/pint": "1"}),
                "artisan": "",
            },
            {
                "test": "php artisan test",
                "format": "vendor/bin/pint --test",
                "dev": "php artisan serve",
            },
        ),
    ],
    ids=["a script", "Pest", "PHPUnit", "Laravel"],
)
def test_php(tmp_path: Path, files: dict[str, str], found: object) -> None:
    check(tmp_path, files, ("PHP", "composer"), found)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"App.csproj": WEB}, {"build": "dotnet build", "test": "dotnet test"}),
        (
            {"App.slnx": "", "App.csproj": "", "packages.lock.json": "{}", ".editorconfig": ""},
            {
                "setup": "dotnet restore App.slnx --locked-mode",
                "build": "dotnet build App.slnx",
                "test": "dotnet test App.slnx",
                "format": "dotnet format App.slnx --verify-no-changes",
            },
        ),
    ],
    ids=["project", "solution beside its project"],
)
def test_dotnet(tmp_path: Path, files: dict[str, str], found: object) -> None:
    check(tmp_path, files, (".NET", "dotnet"), found)


def test_projects_of_a_solution(tmp_path: Path) -> None:
    line = 'Project("{9A19}") = "Web", "src\\Web\\Web.csproj", "{1}"\n'
    project = only(tmp_path, {"All.sln": line, "src/Web/Web.csproj": WEB})
    assert project.members == ("src/Web",)
    assert made_with(project) == {"framework": {"ASP.NET Core"}, "orm": {"Dapper"}}


def test_several_solutions_are_something_to_decide(tmp_path: Path) -> None:
    (finding,) = only(tmp_path, {"A.sln": "", "B.sln": ""}).findings
    assert finding.message == "A.sln and B.sln are several solutions"
