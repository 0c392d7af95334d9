"""The commands, and how their failures end: a sentence on standard error and an exit code that means something."""

from __future__ import annotations

import errno
import json
import socket
import sys
from collections.abc import Coroutine
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from tradewright.entrypoints.cli import (
    accounts,
    audit,
    backtest,
    data,
    fake,
    operate,
    optimise,
    ordering,
    reality,
    risk,
    strategy,
    trading,
)
from tradewright.kernel.errors import NotReady

if TYPE_CHECKING:
    from tradewright.platform.settings import Settings

app = typer.Typer(
    name="tradewright",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


class RoleChoice(StrEnum):
    """Process roles, as `serve` takes them."""

    gateway = "gateway"
    executor = "executor"
    worker = "worker"
    feeder = "feeder"
    scheduler = "scheduler"


def _tell_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        sys.stdout.write(f"tradewright {version('tradewright')}\n")
        raise typer.Exit


@app.callback()
def program(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a trading idea to a real fill, and the books on what happened."""


@app.command()
def up(
    port: Annotated[int | None, typer.Option(help="Port to listen on (default: settings, 8000).")] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (default: settings, 127.0.0.1).")
    ] = None,
) -> None:
    """Run the whole product here: embedded database and bus, every role, until Ctrl-C."""
    from tradewright.entrypoints import up as whole
    from tradewright.entrypoints.cli.banner import announce
    from tradewright.platform.settings import load_settings
    from tradewright.platform.telemetry import configure_logging

    settings = load_settings(port=port, host=host)
    configure_logging(level=settings.log_level, form=settings.log_format)
    try:
        _run(whole.up(settings, announce=announce))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise _cannot_listen(settings, error) from error


@app.command()
def serve(
    roles: Annotated[
        list[RoleChoice], typer.Argument(help=f"Roles to run in this process: {', '.join(RoleChoice)}.")
    ],
    listener: Annotated[int | None, typer.Option(hidden=True)] = None,
    handed_over: Annotated[bool, typer.Option("--handed-over", hidden=True)] = False,
) -> None:
    """Run process roles against the database and the bus that the settings name, or that `up` keeps in this home."""
    from tradewright.entrypoints.join import joined
    from tradewright.entrypoints.worker.roles import run_roles
    from tradewright.platform.settings import load_settings
    from tradewright.platform.telemetry import configure_logging

    settings = _settings_from_parent() if handed_over else joined(load_settings())
    configure_logging(level=settings.log_level, form=settings.log_format)
    shared = socket.socket(fileno=listener) if listener is not None else None
    _run(run_roles(settings, [role.value for role in roles], listener=shared))


def _settings_from_parent() -> Settings:
    """Wait until `up` tells us, on standard input, where its servers are; import what takes long meanwhile."""
    import tradewright.entrypoints.worker.gateway  # noqa: F401
    from tradewright.platform.settings import load_settings

    line = sys.stdin.readline()
    if not line:
        sys.exit(0)  # our parent has gone before it had anything to tell
    return load_settings(**json.loads(line))


app.command("backtest")(backtest.backtest)
app.command("optimise")(optimise.optimise)
app.command("migrate")(operate.migrate)
app.command("doctor")(operate.doctor)
app.command("demo")(operate.demo)
app.command("order")(ordering.place_order)
app.command("replace")(ordering.replace_order)
app.command("cancel")(ordering.cancel_order)
app.command("orders")(trading.list_orders)
app.command("positions")(trading.list_positions)
app.command("externals")(reality.list_external_orders)
app.add_typer(reality.discrepancies_app, name="discrepancies")
app.command("kill")(risk.press)
app.add_typer(risk.risk_app, name="risk")
app.add_typer(accounts.account_app, name="account")
app.add_typer(trading.alert_app, name="alert")
app.add_typer(operate.keys_app, name="keys")
app.add_typer(audit.audit_app, name="audit")
app.add_typer(data.data_app, name="data")
app.add_typer(strategy.strategy_app, name="strategy")
app.add_typer(fake.fake_app, name="fake")


def _cannot_listen(settings: Settings, error: OSError) -> NotReady:
    from tradewright.platform.embedded import find_endpoints

    running = find_endpoints(settings.home)
    who = f" (Tradewright runs in {settings.home} already, as process {running.pid})" if running else ""
    return NotReady(
        f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}{who}. Stop what listens there, or choose "
        "another address with --port, --host, TRADEWRIGHT_PORT or TRADEWRIGHT_HOST."
    )


def _run(work: Coroutine[Any, Any, None]) -> None:
    import uvloop

    uvloop.run(work)


def main() -> None:
    """Run the command line.

    Exit codes: 0 done; 1 it could not be done, and the sentence says why; 2 wrong use or bad settings; 3 a server that
    is needed does not answer; 4 the API refused, and the sentence is its reason.
    """
    try:
        app()
    except (
        Exception
    ) as error:  # the program's edge: what has a name here ends in a sentence, all else in its traceback
        code, sentence = _ending(error)
        if code is None:
            raise
        _end(code, sentence)


def _ending(error: Exception) -> tuple[int | None, str]:
    """Return the exit code of a failure and its sentence. Imports here: most commands end without one."""
    from tradewright.entrypoints.cli.api import ProblemAnswered
    from tradewright.entrypoints.cli.definition_files import InvalidDefinitionFile
    from tradewright.kernel.errors import Invalid, TradewrightError, Unavailable
    from tradewright.platform.embedded import EmbeddedError
    from tradewright.platform.settings import SettingsError

    match error:
        case SettingsError():
            return 2, str(error)
        case Unavailable():
            return 3, " ".join([error.detail, *(f"{name}: {value}" for name, value in error.data.items())])
        case ProblemAnswered():
            if "--json" in sys.argv:
                sys.stdout.write(f"{json.dumps(error.data['problem'])}\n")
            return 4, error.detail
        case Invalid() if len(error.faults) > 1 and not isinstance(error, InvalidDefinitionFile):
            listed = [f"  {fault.path}: {fault.message}" for fault in error.faults]
            return 1, "\n".join((str(error), *listed))
        case EmbeddedError() | TradewrightError() | OSError():
            return 1, str(error)
        case _:
            return None, ""


def _end(code: int, sentence: str) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(code)
