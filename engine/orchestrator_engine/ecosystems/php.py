"""PHP: `composer.json`."""

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
from orchestrator_engine.json_values import members_of

NAME = "PHP"
MANIFEST = "composer.json"
TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {
        "laravel/framework": "Laravel",
        "symfony/framework-bundle": "Symfony",
        "slim/slim": "Slim",
        "cakephp/cakephp": "CakePHP",
        "livewire/livewire": "Livewire",
    },
    Facet.ORM: {"doctrine/orm": "Doctrine", "laravel/framework": "Eloquent"},
    Facet.DATABASE: {
        "ext-pdo_pgsql": "PostgreSQL",
        "ext-pdo_mysql": "MySQL",
        "predis/predis": "Redis",
    },
    Facet.AUTHENTICATION: {"laravel/sanctum": "Sanctum", "laravel/passport": "Passport"},
    Facet.TESTING: {"pestphp/pest": "Pest", "phpunit/phpunit": "PHPUnit"},
}


def project(files: Files) -> Project | None:
    """A PHP project, or None."""
    if not files.has(MANIFEST):
        return None
    manifest = files.json(MANIFEST) or {}
    needed = [*members_of(manifest.get("require")), *members_of(manifest.get("require-dev"))]
    source = files.path(MANIFEST)
    scripts = members_of(manifest.get("scripts"))
    return Project(
        ecosystem=NAME,
        folder=files.folder,
        manager="composer",
        source=source,
        commands=tuple(_commands(files, source, needed, scripts)),
        technologies=technologies(needed, TECHNOLOGIES, source),
    )


def _commands(
    files: Files, source: str, needed: list[str], scripts: dict[str, object]
) -> Iterator[Command]:
    if files.has("composer.lock"):
        words = ("composer", "install", "--no-interaction")
        yield Command(Purpose.SETUP, words, files.path("composer.lock"))
    if "test" in scripts:
        where = f"{source}, scripts.test"
        yield Command(Purpose.TEST, ("composer", "test"), where, declared=True)
    elif "pestphp/pest" in needed:
        yield Command(Purpose.TEST, ("vendor/bin/pest",), source)
    elif "phpunit/phpunit" in needed or files.first("phpunit.xml", "phpunit.xml.dist"):
        where = files.first("phpunit.xml", "phpunit.xml.dist") or MANIFEST
        yield Command(Purpose.TEST, ("vendor/bin/phpunit",), files.path(where))
    elif files.has("artisan"):
        yield Command(Purpose.TEST, ("php", "artisan", "test"), files.path("artisan"))
    if stan := files.first("phpstan.neon", "phpstan.neon.dist", "phpstan.dist.neon"):
        yield Command(Purpose.TYPES, ("vendor/bin/phpstan", "analyse"), files.path(stan))
    if "laravel/pint" in needed:
        yield Command(Purpose.FORMAT, ("vendor/bin/pint", "--test"), source)
    elif fixer := files.first(".php-cs-fixer.php", ".php-cs-fixer.dist.php"):
        words = ("vendor/bin/php-cs-fixer", "fix", "--dry-run")
        yield Command(Purpose.FORMAT, words, files.path(fixer))
    if files.has("artisan"):
        where = files.path("artisan")
        yield Command(Purpose.DEV, ("php", "artisan", "serve"), where, port=8000)
