"""Commands that run the platform: web server, worker, migrations, demo."""

import os
from importlib import import_module

import click

from core.cli.ground import application, migrate, registry
from core.postgres import database
from core.serving import Listening, serve_forever
from core.settings import Settings

WITH_JOBS = (
    "payments",
    "audit",
    "files",
    "courses",
    "exams",
    "bank",
    "standings",
    "certificates",
    "notify",
    "reports",
    "rosters",
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; PORT or 8000 when left out.")
@click.option("--workers", type=int, default=2, show_default=True, help="Server processes.")
@click.option("--threads", type=int, default=8, show_default=True, help="Threads of each.")
def serve(host: str, port: int | None, workers: int, threads: int) -> None:
    """Serve the sites of all provinces.

    With DATABASE_URL unset the embedded PostgreSQL of XUEFA_HOME is used, and started when it is not running.
    """
    settings = Settings.from_env()
    with database(settings) as access:
        listening = Listening(f"{host}:{port or settings.port}", workers, threads)
        serve_forever(settings, registry(), access.app_url, listening)


@click.command()
def worker() -> None:
    """Do the work that is queued and what is due: overdue papers, lessons left open, standings every night, messages."""
    for domain in WITH_JOBS:
        import_module(f"core.{domain}.jobs")  # what is due: its import enters it in the queue
    from core.jobs import run_worker  # noqa: PLC0415 (the queue is loaded for the worker alone)

    with application() as (app, access):
        run_worker(app, access.app_url)


@click.group("db")
def database_commands() -> None:
    """Look after the database."""


@database_commands.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest revision, enter new provinces in the directory, and make the first operator.

    The first operator's password is printed once, here, and kept nowhere.
    """
    from core.console.operators import first_operator  # noqa: PLC0415 (needs the application)

    with application() as (_, access):
        migrate(access.owner_url)
        made = first_operator(os.environ.get("XUEFA_OPERATOR", "operator"))
    click.echo("the database is up to date")
    if made:
        click.echo(
            f"first operator: {made.account}  password: {made.password}  (shown once; change it on first sign-in)"
        )


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; PORT or 8000 when left out.")
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and load it anew.")
def demo(port: int | None, *, fresh: bool) -> None:
    """Start the five systems with demo data and stay in the foreground; Ctrl-C stops everything it started."""
    from core.demo.running import run_demo  # noqa: PLC0415 (the demo is loaded for itself alone)

    run_demo(Settings.from_env(), port, fresh=fresh)
