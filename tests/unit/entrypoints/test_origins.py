"""Which machine asks, behind which proxies; and which page."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from tradewright.entrypoints.api.origins import is_own_origin, remote_ip
from tradewright.kernel.secret import Secret
from tradewright.platform.settings import Settings, VaultKey

PROXIES = (ip_network("10.0.0.0/8"),)


def a_request(client: str = "203.0.113.9", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (client, 1), "headers": pairs}


def settings(public_url: str) -> Settings:
    key = VaultKey("k", Secret("dGVzdHMgb25seSwgdGVzdHMgb25seSwgdGVzdHMhISE="))
    return Settings(secret_key=Secret("x" * 40), vault_keys=(key,), public_url=public_url)


@pytest.mark.parametrize(
    ("client", "forwarded", "wanted"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_are_believed_and_only_as_far_as_they_go(
    client: str, forwarded: str, wanted: str
) -> None:
    assert remote_ip(a_request(client, x_forwarded_for=forwarded), PROXIES) == wanted


def test_a_header_of_the_sender_s_own_beside_the_proxy_s_is_not_believed() -> None:
    request = a_request("10.0.0.1", x_forwarded_for="6.6.6.6")
    request["headers"].append((b"x-forwarded-for", b"198.51.100.1"))

    assert remote_ip(request, PROXIES) == "198.51.100.1"


def test_what_is_no_address_names_no_machine() -> None:
    assert remote_ip(a_request("10.0.0.1", x_forwarded_for="6.6.6.6, unknown"), PROXIES) == "10.0.0.1"


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"origin": "https://trade.example.com"}, True),
        ({"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}, True),
        ({"origin": "https://evil.example", "host": "trade.example.com"}, False),
        ({"origin": "https://trade.example.com.evil.example"}, False),
        ({"origin": "null", "host": ""}, False),
        ({}, True),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-origin"}, True),
    ],
)
def test_a_page_is_ours_by_its_origin(headers: dict[str, str], is_own: bool) -> None:
    assert is_own_origin(a_request(**headers), settings("https://trade.example.com")) is is_own
