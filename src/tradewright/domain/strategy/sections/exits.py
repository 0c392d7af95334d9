"""Stops, targets and trailing: distances and prices, in one form."""

from __future__ import annotations

from typing import get_args

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.sections.limits import TARGETS_MAX


def read_measure(r: Reader, value: object, path: str, modes: tuple[str, ...]) -> d.Measure | None:
    given = r.mapping(value, path, ("mode", "value", "length"), needed=("mode", "value"))
    if given.get("mode") is None or given.get("value") is None:
        return None
    mode: d.TargetMode = r.choice(given["mode"], f"{path}.mode", modes, modes[0])
    amount = r.expression(given["value"], f"{path}.value")
    length = None
    if mode == "atr":
        length = r.expression(given.get("length", 14), f"{path}.length")
    elif given.get("length") is not None:
        r.wrong(f"{path}.length", "unused", "length belongs to mode atr", given["length"])
    return None if amount is None else d.Measure(mode=mode, value=amount, length=length)


def read_stop(r: Reader, value: object) -> d.Measure | None:
    return None if value is None else read_measure(r, value, "$.stop_loss", get_args(d.StopMode))


def read_targets(r: Reader, value: object) -> tuple[d.TakeProfit, ...]:
    listed = [value] if isinstance(value, dict) else value
    read = []
    for item, path in r.items(listed, "$.take_profit", most=TARGETS_MAX):
        given = r.mapping(item, path, ("mode", "value", "length", "portion"))
        portion = (
            r.expression(given["portion"], f"{path}.portion") if given.get("portion") is not None else None
        )
        rest = {key: one for key, one in given.items() if key != "portion"}
        at = read_measure(r, rest, path, get_args(d.TargetMode))
        if at is not None:
            read.append(d.TakeProfit(at=at, portion=portion))
    for place, target in enumerate(read[:-1]):
        if target.portion is None:
            r.wrong(
                f"$.take_profit[{place}].portion", "required", "only the last take-profit may take the rest"
            )
    return tuple(read)


def read_trailing(r: Reader, value: object) -> d.Trailing | None:
    if value is None:
        return None
    given = r.mapping(value, "$.trailing", ("activation", "offset"), needed=("offset",))
    activation = None
    if given.get("activation") is not None:
        activation = read_measure(
            r, given["activation"], "$.trailing.activation", ("percent", "price", "ticks", "atr")
        )
    if given.get("offset") is None:
        return None
    offset = read_measure(r, given["offset"], "$.trailing.offset", get_args(d.DistanceMode))
    return None if offset is None else d.Trailing(activation=activation, offset=offset)
