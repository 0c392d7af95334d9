"""`tradewright strategy`: on files with no server, and on saved strategies beside a running product."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.product import Product, Told, environment, tell

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "strategies"
EMA_CROSS = EXAMPLES / "ema-cross-rsi.yaml"
SMALL = """\
name: Momentum
timeframe: 1h
direction: long
components:
  - {id: cross, type: entry, expression: {long: "crossover(ema(close, 12), ema(close, 26))"}}
stop_loss: {mode: percent, value: 2}
"""


def alone(home: Path, *words: str, stdin: str | None = None) -> Told:
    """Run a command where no server is."""
    return tell("strategy", *words, env=environment(home=str(home)), stdin=stdin)


def written(folder: Path, text: str, name: str = "mine.yaml") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_sound_file_is_told_with_its_hash_and_warm_up(tmp_path: Path) -> None:
    in_words = alone(tmp_path, "validate", str(EMA_CROSS))
    as_json = alone(tmp_path, "validate", "-", "--json", stdin=EMA_CROSS.read_text())

    assert (in_words.code, as_json.code) == (0, 0), in_words.err + as_json.err
    told = as_json.document
    assert (told["is_valid"], told["faults"]) == (True, [])
    assert told["warmup_bars"] >= 26
    assert f"definition {told['definition_hash'][:12]}, warm-up {told['warmup_bars']} bars" in in_words.out


def test_every_fault_is_shown_at_its_line_with_a_caret(tmp_path: Path) -> None:
    file = written(tmp_path, SMALL.replace("crossover", "crosover").replace("percent", "per cent"))

    in_words = alone(tmp_path, "validate", file)
    as_json = alone(tmp_path, "validate", file, "--json")

    assert (in_words.code, in_words.out, as_json.code) == (1, "", 1)
    [head, source, caret] = in_words.err.splitlines()[:3]
    assert head.startswith(f"{file}:6:")
    assert source.endswith("stop_loss: {mode: per cent, value: 2}")
    assert source[caret.index("^") :].startswith("per cent")
    assert in_words.err.endswith(f"1 fault in {file}.\n")
    [fault] = as_json.document["faults"]
    assert (fault["path"], fault["rule"], fault["line"]) == ("$.stop_loss.mode", "option", 6)


def test_a_fault_in_an_expression_names_the_nearest_word(tmp_path: Path) -> None:
    file = written(tmp_path, SMALL.replace("crossover", "crosover"))

    told = alone(tmp_path, "validate", file)
    [fault] = alone(tmp_path, "validate", file, "--json").document["faults"]

    assert (fault["line"], fault["column"], fault["suggestion"]) == (5, 50, "crossover")
    source, caret = told.err.splitlines()[1:3]
    assert source[caret.index("^") :].startswith("crosover(ema")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("validate", "nowhere.yaml"), "There is no file nowhere.yaml."),
        (("pine", "nowhere.yaml"), "There is no file nowhere.yaml."),
        (("similar", str(EMA_CROSS)), "Name what to compare the file with"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    told = alone(tmp_path, *words)

    assert told.code == 1
    assert said in told.err
    assert "Traceback" not in told.err


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"name: \xff\xfe\n")

    told = alone(tmp_path, "validate", str(tmp_path / "a.yaml"))

    assert told.code == 1
    assert "no UTF-8 text (byte 6)" in told.err


def test_a_strategy_that_would_cost_too_much_is_not_called_sound(tmp_path: Path) -> None:
    parts = [f"  s{n}: hma(close, {n + 2}) + hma(open, {n + 2})\n" for n in range(196)]
    sums = [" + ".join(f"s{n}" for n in range(first, first + 49)) for first in (0, 49, 98, 147)]
    parts += [f"  t{n}: {text}\n" for n, text in enumerate(sums)]
    text = f"name: A\ntimeframe: 1h\nseries:\n{''.join(parts)}components:\n"
    text += "  - {id: x, type: entry, expression: {long: t0 + t1 + t2 + t3 > 0}}\n"

    told = alone(tmp_path, "validate", written(tmp_path, text), "--json")

    assert (told.code, told.document["is_valid"]) == (1, False)
    assert "too_costly" in {one["code"] for one in told.document["findings"]}


def test_pine_of_a_file_needs_no_server(tmp_path: Path) -> None:
    out = tmp_path / "script.pine"

    printed = alone(tmp_path, "pine", str(EMA_CROSS))
    kept = alone(tmp_path, "pine", str(EMA_CROSS), "--out", str(out))

    assert printed.code == 0, printed.err
    assert printed.out.startswith("//@version=6\n")
    assert kept.out == f"Wrote {out}.\n"
    assert out.read_text() == printed.out


def test_what_pine_cannot_express_is_located(tmp_path: Path) -> None:
    file = written(tmp_path, f"{SMALL}execution: {{fill_mode: close}}\n")

    told = alone(tmp_path, "pine", file)

    assert told.code == 1
    assert told.err.startswith(f"{file}:7:24: $.execution.fill_mode:")


def test_a_difference_is_told_in_the_definitions_own_words(tmp_path: Path) -> None:
    before = written(tmp_path, SMALL, "a.yaml")
    after = written(tmp_path, SMALL.replace("value: 2", "value: 3"), "b.yaml")
    renamed = written(tmp_path, SMALL.replace("Momentum", "Renamed"), "c.yaml")

    changed = alone(tmp_path, "diff", before, after)
    same = alone(tmp_path, "diff", before, renamed, "--json")

    assert changed.out == "$.stop_loss.value\n  - 2\n  + 3\nDifferent in 1 place(s).\n"
    assert same.document == {
        "is_same_meaning": True,
        "differences": [{"path": "$.name", "before": '"Momentum"', "after": '"Renamed"'}],
    }


def test_files_are_ordered_by_likeness(tmp_path: Path) -> None:
    near = written(tmp_path, SMALL.replace("value: 2", "value: 3"), "near.yaml")
    told = alone(
        tmp_path, "similar", written(tmp_path, SMALL), str(EXAMPLES / "short-only.yaml"), near, "--json"
    )

    first, second = told.document["items"]
    assert first["strategy_id"] == near
    assert 1 > first["score"] > 0.5 > second["score"]


def test_the_canonical_form_of_a_file_reads_back_as_the_same_strategy(tmp_path: Path) -> None:
    shown = alone(tmp_path, "show", str(EMA_CROSS))
    again = written(tmp_path, shown.out)

    assert alone(tmp_path, "diff", str(EMA_CROSS), again, "--json").document["differences"] == []
    assert json.loads(alone(tmp_path, "show", again, "--json").out)["name"] == "EMA cross with RSI filter"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(tmp_path_factory.mktemp("strategy") / "home") as running:
        assert running.tell("demo", "--json").code == 0
        yield running


def test_a_strategy_is_saved_revised_compared_and_emitted(product: Product, tmp_path: Path) -> None:
    first = written(tmp_path, SMALL, "first.yaml")
    second = written(tmp_path, SMALL.replace("value: 2", "value: 3"), "second.yaml")

    made = product.tell("strategy", "create", first, "--notes", "as I began", "--json")
    assert made.code == 0, made.err
    strategy_id = made.document["strategy_id"]
    revised = product.tell("strategy", "revise", "Momentum", second, "--based-on", "1")
    late = product.tell("strategy", "revise", strategy_id, first, "--based-on", "1")

    assert revised.out == f"Saved as version 2 of strategy {strategy_id}.\n"
    assert (late.code, "Traceback" in late.err) == (4, False)
    listed = product.tell("strategy", "list", "--name", "omentu", "--json").document["items"]
    assert [(one["name"], one["version_number"]) for one in listed] == [("Momentum", 2)]
    numbers = product.tell("strategy", "versions", "Momentum", "--json").document["items"]
    assert [(one["number"], one["notes"]) for one in numbers] == [(2, ""), (1, "as I began")]
    assert product.tell("strategy", "diff", "Momentum@1", strategy_id).out.startswith("$.stop_loss.value\n")
    assert "Both mean the same." in product.tell("strategy", "diff", "Momentum@2", second).out
    old = product.tell("strategy", "show", "Momentum@1").out
    assert old.startswith(f"# strategy {strategy_id}, version 1\n")
    assert alone(tmp_path, "diff", first, written(tmp_path, old)).out == "Both mean the same.\n"
    script = product.tell("strategy", "pine", "Momentum@1")
    assert script.out.startswith("//@version=6\n")
    assert f"strategy {strategy_id}, version 1" in script.out.replace("\n// ", " ")


def test_saved_strategies_are_listed_by_likeness(product: Product, tmp_path: Path) -> None:
    text = SMALL.replace("Momentum", "Mine")
    for name, value in (("Mine", 2), ("Near", 4)):
        file = written(tmp_path, text.replace("Mine", name).replace("value: 2", f"value: {value}"))
        assert product.tell("strategy", "create", file).code == 0
    assert product.tell("strategy", "create", str(EXAMPLES / "short-only.yaml")).code == 0

    told = product.tell("strategy", "similar", "Mine", "--json")

    assert told.code == 0, told.err
    scores = {one["name"]: one["score"] for one in told.document["items"]}
    assert "Mine" not in scores
    assert scores["Near"] > 0.5
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


def test_a_name_that_means_none_or_two_is_said(product: Product, tmp_path: Path) -> None:
    twice = written(tmp_path, SMALL.replace("Momentum", "Twice"))
    for _ in range(2):
        assert product.tell("strategy", "create", twice).code == 0

    nobody = product.tell("strategy", "show", "Nobody")
    two = product.tell("strategy", "show", "Twice")

    assert nobody.code == 1
    assert nobody.err.startswith("There is no saved strategy 'Nobody'")
    assert two.code == 1
    assert two.err.startswith("2 strategies are called 'Twice'; give one's id: ")


def test_a_faulty_file_is_not_sent(product: Product, tmp_path: Path) -> None:
    told = product.tell("strategy", "create", written(tmp_path, SMALL.replace("crossover", "crosover")))

    assert told.code == 1
    assert "did you mean crossover?" in told.err
