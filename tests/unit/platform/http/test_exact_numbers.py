"""A number in a request body keeps every digit, and what is no number is refused where it stands."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from tradewright.platform.http import DecimalIn, DecimalOut, ExactRoute, PositiveDecimal, Price, parse_json
from tradewright.platform.http.decimals import PATTERN, PATTERN_POSITIVE

router = APIRouter(route_class=ExactRoute)
positive = TypeAdapter[Decimal](PositiveDecimal)
anything = TypeAdapter[Decimal](DecimalIn)


class Body(BaseModel):
    price: Price
    change: DecimalIn
    limit: int


class Answer(BaseModel):
    price: DecimalOut
    change: DecimalOut


@router.post("/echo")
async def echo(body: Body) -> Answer:
    return Answer(price=body.price, change=body.change)


async def post(text: str) -> httpx.Response:
    app = FastAPI()
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.post("/echo", content=text.encode(), headers={"content-type": "application/json"})


@pytest.mark.parametrize("quote", ["", '"'])
async def test_numbers_and_strings_keep_their_digits(quote: str) -> None:
    digits = "0.12345678901234567891"

    answer = await post(f'{{"price":{quote}{digits}{quote},"change":{quote}-1e-7{quote},"limit":3}}')

    assert answer.status_code == 200
    assert answer.json() == {"price": digits, "change": "-0.0000001"}


@pytest.mark.parametrize(
    "price",
    ["NaN", "Infinity", "-Infinity", '"NaN"', '"inf"', "true", "null", "[]", '""', '"1_000"', '"１２"', "0", "-1",
     '"0"', "1e308", "1e999999999999999999999", "9" * 5000, '"' + "9" * 41 + '"', '"0x10"', '"1 2"'],
)  # fmt: skip
async def test_what_is_no_price_is_a_clean_422(price: str) -> None:
    answer = await post(f'{{"price":{price},"change":1,"limit":3}}')

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "body", ["{", "[" * 100_000, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "'x'"]
)
async def test_what_is_no_json_is_a_clean_422(body: str) -> None:
    assert (await post(body)).status_code == 422


async def test_of_two_values_under_one_key_none_is_guessed() -> None:
    assert (await post('{"price":1,"change":1,"limit":3,"price":100}')).status_code == 422


def test_a_float_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValidationError, match="finite decimal number"):
        anything.validate_python(0.1)


@given(st.from_regex(PATTERN_POSITIVE, fullmatch=True))
def test_every_text_the_document_promises_is_accepted_above_zero(text: str) -> None:
    assert positive.validate_python(text) > 0


@given(st.from_regex(PATTERN, fullmatch=True))
def test_every_text_the_document_promises_is_accepted(text: str) -> None:
    assert anything.validate_python(text) == Decimal(text)


def test_numbers_are_strings_in_the_document_whatever_bounds_they_have() -> None:
    class Bounded(BaseModel):
        rate: Annotated[DecimalIn, Field(ge=0, le=1, examples=["0.5"])]

    schema: dict[str, Any] = Bounded.model_json_schema()["properties"]["rate"]

    assert schema["type"] == "string"
    assert schema["pattern"] == PATTERN
    with pytest.raises(ValidationError):
        Bounded.model_validate({"rate": "1.1"})
    assert Bounded.model_validate({"rate": "0.50"}).model_dump(mode="json") == {"rate": "0.5"}


def test_parsing_tells_where_json_ends() -> None:
    with pytest.raises(json.JSONDecodeError):
        parse_json(b"\xff")
