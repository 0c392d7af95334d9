"""The product's API as the commands use it: where it is, by which key, and what its problems say."""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

import typer

from tradewright.kernel.errors import Invalid, NotReady, TradewrightError, Unavailable

Url = Annotated[str | None, typer.Option(help="Where the product answers (default: this home's).")]
ApiKey = Annotated[
    str | None,
    typer.Option(help="API key (default: TRADEWRIGHT_API_KEY, else the demo trader's)."),
]
TIMEOUT_S = 10.0


class ProblemAnswered(TradewrightError):
    """The API said no; `detail` is its sentence and `data["problem"]` its whole document."""

    code = "problem"


def call(method: str, path: str, *, url: str | None, api_key: str | None, **more: Any) -> Any:
    """Call the API and return its JSON. Raises Unavailable when nobody answers, ProblemAnswered when it says no."""
    base, key = _who_and_where(url, api_key)
    return send(method, f"{base}/api/unify/v1{path}", headers={"Authorization": f"Bearer {key}"}, **more)


def send(method: str, url: str, **more: Any) -> Any:
    """Send one request and return its JSON; the same errors as `call`."""
    import httpx

    try:
        answer = httpx.request(method, url, timeout=TIMEOUT_S, **more)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Invalid(f"{url} is not an address to send to: {error}") from error
    except httpx.TransportError as error:
        raise Unavailable(f"Nothing answers at {url}: {error}") from error
    try:
        document = answer.json() if answer.content else None
    except json.JSONDecodeError:
        raise Unavailable(f"{url} does not answer as Tradewright does") from None
    if answer.is_error:
        if not isinstance(document, dict) or "code" not in document:
            raise Unavailable(f"{url} answers {answer.status_code}, and not as Tradewright does")
        raise ProblemAnswered(_sentence(document), problem=document)
    return document


def _who_and_where(url: str | None, api_key: str | None) -> tuple[str, str]:
    key = api_key or os.environ.get("TRADEWRIGHT_API_KEY")
    if url is not None and key is not None:
        return url.rstrip("/"), key
    from tradewright.entrypoints.join import demo_file, url_of
    from tradewright.platform.settings import load_settings

    settings = load_settings()
    file = demo_file(settings.home)
    if key is None and file.is_file():
        key = json.loads(file.read_text())["api_key"]
    if key is None:
        raise NotReady("Give an API key: --api-key or TRADEWRIGHT_API_KEY (make one in Settings → API keys).")
    return (url or url_of(settings)).rstrip("/"), key


def _sentence(document: dict[str, Any]) -> str:
    faults = [f"{fault['path']}: {fault['message']}" for fault in document.get("errors") or ()]
    return " ".join(faults) or str(document.get("detail") or document.get("title"))
