"""A log line carries what was bound around it and no secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tradewright.kernel.ids import new_uuid7
from tradewright.kernel.secret import Secret
from tradewright.platform.telemetry import bound, configure_logging, correlation_id, logger


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level, configured = root.handlers[:], root.level, structlog.get_config()
    stream = io.StringIO()
    configure_logging(level="info", form="json", stream=stream)
    yield stream
    structlog.configure(**configured)
    root.handlers[:] = before
    root.setLevel(level)


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_everything_inside_a_block_carries_its_correlation_id(lines: io.StringIO) -> None:
    log, wanted = logger("test"), new_uuid7()

    with bound(correlation_id=str(wanted)):
        assert correlation_id() == wanted
        log.info("order.submitted", latency_ms=3)
        logging.getLogger("a.library").warning("it says %s", "this")
    log.info("alone")

    ours, theirs, alone = read(lines)
    assert (ours["event"], ours["latency_ms"], ours["level"]) == ("order.submitted", 3, "info")
    assert ours["correlation_id"] == theirs["correlation_id"] == str(wanted)
    assert (theirs["event"], theirs["logger"]) == ("it says this", "a.library")
    assert "correlation_id" not in alone
    assert correlation_id() is None


def test_what_is_below_the_level_is_not_written(lines: io.StringIO) -> None:
    logger("test").debug("detail")

    assert lines.getvalue() == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "hush-hush"},
        {"refresh_token": "hush-hush"},
        {"Authorization": "Bearer hush-hush"},
        {"header": "Bearer hush-hush"},
        {"url": "postgresql://owner:hush-hush@db/app"},
        {"path": "/api/tv-webhook/hush-hush"},
        {"text": "with twk_hush-hush in it"},
        {"settings": {"api_key": "hush-hush"}},
        {"secret": Secret("hush-hush")},
        {"anything": Secret("hush-hush")},
        {"headers": [{"cookie": "hush-hush"}]},
    ],
)
def test_no_secret_reaches_a_line(lines: io.StringIO, fields: dict[str, Any]) -> None:
    logger("test").info("request.seen", **fields)

    assert "hush-hush" not in lines.getvalue()
    assert "***" in lines.getvalue()


def test_harmless_fields_stay_readable(lines: io.StringIO) -> None:
    logger("test").info("vault.sealed", key_id="2026", idempotency_key="abc", url="https://example.com/x")

    [line] = read(lines)
    assert (line["key_id"], line["idempotency_key"], line["url"]) == ("2026", "abc", "https://example.com/x")


def test_an_exception_is_one_line_with_its_traceback(lines: io.StringIO) -> None:
    try:
        raise LookupError("lost")
    except LookupError:
        logger("test").exception("thing.failed")

    [line] = read(lines)
    assert "LookupError: lost" in line["exception"]


@pytest.mark.parametrize("form", ["json", "console"])
def test_what_a_library_puts_into_its_errors_is_cleaned_too(lines: io.StringIO, form: Any) -> None:
    configure_logging(level="info", form=form, stream=lines)
    listen_key = "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1"
    texts = (
        "cannot reach postgresql://app:hunter2@db/tradewright",
        "401 for Bearer hunter2",
        "no answer from https://api.venue.test/api/v3/order?symbol=X&signature=hunter2",
        f"closed: wss://fstream.venue.test/private/ws/{listen_key}",
    )
    for text in texts:
        try:
            raise ValueError(text)
        except ValueError:
            structlog.get_logger("test").exception("it.failed")
            logging.getLogger("a.library").exception("it failed")

    written = lines.getvalue()
    assert written.count("Traceback") == 2 * len(texts)
    assert "hunter2" not in written and listen_key not in written
