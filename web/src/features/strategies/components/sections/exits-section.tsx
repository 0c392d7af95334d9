/** Where a trade ends by price: stop-loss, targets in portions, and a stop that follows. */
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/shared/ui";
import { insertAt, setAt } from "../../document/edit";
import {
  getIn,
  isRecord,
  listOf,
  recordOf,
  type Json,
  type JsonRecord,
  type Path,
} from "../../document/json";
import { typedOf } from "../../document/scalars";
import { ExpressionField } from "../fields/expression-field";
import { ChoiceField, ValueField } from "../fields/plain-fields";
import { Part, Row, Section, SmallAct } from "../fields/section";
import { useBuilder } from "../state/builder";

const MODES = {
  percent: { label: "Percent from entry", unit: "%" },
  ticks: { label: "Ticks from entry", unit: "ticks" },
  atr: { label: "Average true ranges", unit: "× ATR" },
  price: { label: "At a price", unit: undefined },
  risk_reward: { label: "Times the risk", unit: "R" },
} as const;
type Mode = keyof typeof MODES;

const STOP: Mode[] = ["percent", "ticks", "atr", "price"];
const TARGET: Mode[] = ["percent", "risk_reward", "ticks", "atr", "price"];
const OFFSET: Mode[] = ["percent", "ticks", "atr"];
const PATHS = [["stop_loss"], ["take_profit"], ["trailing"]];

export function ExitsSection() {
  const { document, edit } = useBuilder();
  const put = (path: Path, value: Json | undefined) => edit("", (text) => setAt(text, path, value));
  const targets = targetsOf(document);
  const isSingle = isRecord(document["take_profit"]);
  const addTarget = () =>
    edit("", (text) => {
      const listed = isSingle ? setAt(text, ["take_profit"], targets) : text;
      return insertAt(listed, ["take_profit"], targets.length, { mode: "percent", value: 4 });
    });
  return (
    <Section
      title="Stop and targets"
      summary={summaryOf(document)}
      paths={PATHS}
      isOpen={document["stop_loss"] !== undefined}
    >
      <Part
        title="Stop-loss"
        help="Together with stop components, the one nearest to the price holds."
        actions={
          <Toggle
            what="stop-loss"
            isThere={document["stop_loss"] !== undefined}
            onAdd={() => put(["stop_loss"], { mode: "percent", value: 2 })}
            onRemove={() => put(["stop_loss"], undefined)}
          />
        }
      >
        {document["stop_loss"] !== undefined && <LevelFields path={["stop_loss"]} modes={STOP} />}
      </Part>
      <Part
        title="Take-profit"
        help="Each target closes its share of the position; the last takes what is left."
        actions={
          <Button size="sm" onClick={addTarget}>
            <Plus aria-hidden /> Add a target
          </Button>
        }
      >
        {targets.length > 0 && (
          <ol aria-label="Targets" className="grid gap-2">
            {targets.map((_, i) => (
              <li
                key={i}
                className="flex items-start gap-2 rounded-control border border-line bg-sunken/60 p-3"
              >
                <div className="min-w-0 flex-1">
                  <LevelFields
                    path={isSingle ? ["take_profit"] : ["take_profit", i]}
                    modes={TARGET}
                    isTarget
                  />
                </div>
                <SmallAct
                  label={`Remove target ${i + 1}`}
                  icon={<Trash2 aria-hidden />}
                  onClick={() => put(targets.length === 1 ? ["take_profit"] : ["take_profit", i], undefined)}
                />
              </li>
            ))}
          </ol>
        )}
      </Part>
      <Part
        title="Trailing stop"
        help="Follows the best price at a distance, once the trade is this far in profit."
        actions={
          <Toggle
            what="trailing stop"
            isThere={document["trailing"] !== undefined}
            onAdd={() =>
              put(["trailing"], {
                activation: { mode: "percent", value: 1 },
                offset: { mode: "percent", value: 0.5 },
              })
            }
            onRemove={() => put(["trailing"], undefined)}
          />
        }
      >
        {document["trailing"] !== undefined && (
          <div className="grid gap-3">
            <LevelFields path={["trailing", "activation"]} modes={STOP} label="Begins at" />
            <LevelFields path={["trailing", "offset"]} modes={OFFSET} label="Follows at" />
          </div>
        )}
      </Part>
    </Section>
  );
}

function targetsOf(document: JsonRecord): Json[] {
  const targets = document["take_profit"];
  return isRecord(targets) ? [targets] : listOf(targets);
}

function summaryOf(document: JsonRecord): string {
  const words = (level: Json | undefined) => {
    const { mode, value } = recordOf(level);
    const unit = MODES[typedOf(mode) as Mode] as { unit?: string } | undefined;
    return `${typedOf(value)} ${unit?.unit ?? ""}`.trim();
  };
  const targets = targetsOf(document);
  return [
    document["stop_loss"] === undefined ? "no fixed stop" : `stop ${words(document["stop_loss"])}`,
    targets.length === 0
      ? "no target"
      : targets.length === 1
        ? `target ${words(targets[0])}`
        : `${targets.length} targets`,
    ...(document["trailing"] === undefined ? [] : ["trailing"]),
  ].join(" · ");
}

export function Toggle({
  what,
  isThere,
  onAdd,
  onRemove,
}: {
  what: string;
  isThere: boolean;
  onAdd: () => void;
  onRemove: () => void;
}) {
  return isThere ? (
    <Button size="sm" variant="quiet" onClick={onRemove}>
      <Trash2 aria-hidden /> Remove<span className="sr-only"> the {what}</span>
    </Button>
  ) : (
    <Button size="sm" onClick={onAdd}>
      <Plus aria-hidden /> Add<span className="sr-only"> a {what}</span>
    </Button>
  );
}

interface LevelProps {
  path: Path;
  modes: readonly Mode[];
  label?: string;
  isTarget?: boolean;
}

/** A price level: how it is measured and how far; an average range has a length as well. */
function LevelFields({ path, modes, label, isTarget }: LevelProps) {
  const { document, edit } = useBuilder();
  const level = recordOf(getIn(document, path));
  const mode = typedOf(level["mode"]);
  const unit = (MODES[mode as Mode] as { unit?: string } | undefined)?.unit;
  const choose = (next: string | undefined) => {
    const { length, ...rest } = level;
    const kept: JsonRecord = next === "atr" ? { length: length ?? 14 } : {};
    edit("", (text) => setAt(text, path, { ...rest, mode: next ?? "percent", ...kept }));
  };
  return (
    <Row>
      <ChoiceField
        path={[...path, "mode"]}
        label={label ?? "Measured in"}
        choices={modes.map((value) => ({ value, label: MODES[value].label }))}
        onChoose={choose}
      />
      {mode === "price" ? (
        <ExpressionField path={[...path, "value"]} label="Price" isNeeded />
      ) : (
        <ValueField path={[...path, "value"]} label="Distance" unit={unit} />
      )}
      {mode === "atr" && (
        <ValueField path={[...path, "length"]} label="ATR length" unit="bars" placeholder="14" />
      )}
      {isTarget && <ValueField path={[...path, "portion"]} label="Portion" unit="%" placeholder="the rest" />}
    </Row>
  );
}
