"""Ruby: `Gemfile` and gem specifications."""

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

NAME = "Ruby"
TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {"rails": "Ruby on Rails", "sinatra": "Sinatra", "hanami": "Hanami"},
    Facet.ORM: {"activerecord": "Active Record", "rails": "Active Record", "sequel": "Sequel"},
    Facet.DATABASE: {"pg": "PostgreSQL", "mysql2": "MySQL", "sqlite3": "SQLite", "redis": "Redis"},
    Facet.AUTHENTICATION: {"devise": "Devise", "omniauth": "OmniAuth"},
    Facet.STYLING: {"tailwindcss-rails": "Tailwind CSS", "sassc-rails": "Sass"},
    Facet.TESTING: {
        "rspec": "RSpec",
        "rspec-rails": "RSpec",
        "minitest": "Minitest",
        "capybara": "Capybara",
    },
}
_GEM = re.compile(
    r"""^\s*(?:gem|\w+\.add_(?:\w+_)?dependency)[ (]+["']([\w-]+)["']""", re.MULTILINE
)
_RAKE_TEST = re.compile(
    r"TestTask|task\s*(?:\(?\s*:test\b|\(?\s*[\"']test[\"'])|^\s*task test", re.MULTILINE
)


def project(files: Files) -> Project | None:
    """A Ruby project, or None."""
    specs = files.matching("*.gemspec")
    manifest = files.first("Gemfile") or next(iter(specs), None)
    if manifest is None:
        return None
    needed = [gem for name in ("Gemfile", *specs) for gem in _GEM.findall(files.text(name))]
    return Project(
        ecosystem=NAME,
        folder=files.folder,
        manager="bundler",
        source=files.path(manifest),
        commands=tuple(_commands(files, manifest, needed, gem=bool(specs))),
        technologies=technologies(needed, TECHNOLOGIES, files.path(manifest)),
    )


def _commands(files: Files, manifest: str, needed: list[str], *, gem: bool) -> Iterator[Command]:
    source = files.path(manifest)
    run = ("bundle", "exec") if files.has("Gemfile") else ()
    if files.has("Gemfile.lock"):
        yield Command(Purpose.SETUP, ("bundle", "install"), files.path("Gemfile.lock"))
    if gem and files.has("Rakefile"):
        yield Command(Purpose.BUILD, (*run, "rake", "build"), files.path("Rakefile"))
    yield from _tests(files, needed, run)
    if "standard" in needed:
        yield Command(Purpose.LINT, (*run, "standardrb"), source)
    elif files.has(".rubocop.yml") or "rubocop" in needed:
        where = files.first(".rubocop.yml") or manifest
        yield Command(Purpose.LINT, (*run, "rubocop"), files.path(where))
    if files.has("bin/rails"):
        where = files.path("bin/rails")
        yield Command(Purpose.DEV, ("bin/rails", "server"), where, port=3000)


def _tests(files: Files, needed: list[str], run: tuple[str, ...]) -> Iterator[Command]:
    if files.has("spec") and any(name.startswith("rspec") for name in needed):
        yield Command(Purpose.TEST, (*run, "rspec"), files.path("spec/"))
    elif files.has("bin/rails") and files.has("test"):
        yield Command(Purpose.TEST, ("bin/rails", "test"), files.path("bin/rails"))
    elif _RAKE_TEST.search(files.text("Rakefile")):
        yield Command(Purpose.TEST, (*run, "rake", "test"), files.path("Rakefile"), declared=True)
    elif files.has("spec"):
        yield Command(Purpose.TEST, (*run, "rspec"), files.path("spec/"))
    elif files.has("test"):
        # Minitest's tests are plain programs: all of them in one, so that they are counted once.
        line = 'Dir["test/**/*_test.rb", "test/**/test_*.rb"].each { |file| require "./#{file}" }'
        words = (*run, "ruby", "-Itest", "-Ilib", "-e", line)
        yield Command(Purpose.TEST, words, files.path("test/"))
