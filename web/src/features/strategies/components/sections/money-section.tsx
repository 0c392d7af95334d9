/** How much it trades, what trading costs, how orders are emulated, and the limits that stop it. */
import { ChoiceField, SwitchField, ValueField } from "../fields/plain-fields";
import { Part, Row, Section } from "../fields/section";
import { getIn, recordOf } from "../../document/json";
import { typedOf } from "../../document/scalars";
import { useBuilder } from "../state/builder";

const SIZING = [
  { value: "percent_of_equity", label: "Percent of equity" },
  { value: "risk_percent", label: "Risk to the stop" },
  { value: "cash", label: "Amount of money" },
  { value: "fixed", label: "Fixed quantity" },
];
const SIZE_UNIT: Record<string, string> = {
  percent_of_equity: "%",
  risk_percent: "%",
  cash: "money",
  fixed: "units",
};
const SIZE_HELP: Record<string, string> = {
  percent_of_equity: "Of the equity at the moment of the order.",
  risk_percent: "What a hit stop may cost, of equity. Needs a stop.",
  cash: "Price times quantity of each entry.",
  fixed: "Shares, coins or contracts of each entry.",
};
const COMMISSION = [
  { value: "percent", label: "Percent of value" },
  { value: "per_order", label: "Per order" },
  { value: "per_contract", label: "Per contract" },
];
const FILLS = [
  { value: "tradingview", label: "As TradingView: next open" },
  { value: "close", label: "At the signal's close" },
];
const CLOSING = [
  { value: "fifo", label: "First in, first out" },
  { value: "any", label: "The entry it names" },
];
const UNITS = [
  { value: "percent", label: "Percent" },
  { value: "cash", label: "Money" },
];
const MONEY = [["sizing"], ["pyramiding"], ["costs"]];
const EMULATION = [["execution"], ["risk"]];

export function MoneySection() {
  const { document } = useBuilder();
  const mode = typedOf(getIn(document, ["sizing", "mode"]));
  const { value } = recordOf(document["sizing"]);
  const fee = getIn(document, ["costs", "commission", "value"]);
  return (
    <Section
      title="Size and costs"
      summary={`${mode ? `${typedOf(value)} ${SIZE_UNIT[mode] ?? ""}` : "usual size"} · ${fee === undefined ? "no commission" : `commission ${typedOf(fee)}`}`}
      paths={MONEY}
    >
      <Row>
        <ChoiceField path={["sizing", "mode"]} label="Size by" choices={SIZING} fallback="Usual" />
        <ValueField path={["sizing", "value"]} label="Size" unit={SIZE_UNIT[mode]} help={SIZE_HELP[mode]} />
        <ValueField path={["pyramiding"]} label="Entries at once" placeholder="1" help="In one direction." />
      </Row>
      <Row>
        <ChoiceField
          path={["costs", "commission", "mode"]}
          label="Commission"
          choices={COMMISSION}
          fallback="Percent of value"
        />
        <ValueField
          path={["costs", "commission", "value"]}
          label="Commission rate"
          unit={
            getIn(document, ["costs", "commission", "mode"]) === undefined ||
            getIn(document, ["costs", "commission", "mode"]) === "percent"
              ? "%"
              : "money"
          }
          placeholder="0"
        />
        <ValueField path={["costs", "slippage_ticks"]} label="Slippage" unit="ticks" placeholder="0" />
      </Row>
    </Section>
  );
}

export function EmulationSection() {
  const { document } = useBuilder();
  const limits = Object.keys(recordOf(document["risk"])).length;
  return (
    <Section
      title="Orders and safety limits"
      summary={limits === 0 ? "no limits" : limits === 1 ? "1 limit" : `${limits} limits`}
      paths={EMULATION}
    >
      <Row>
        <ValueField path={["execution", "initial_capital"]} label="Starting money" placeholder="10000" />
        <ChoiceField
          path={["execution", "fill_mode"]}
          label="Orders fill"
          choices={FILLS}
          fallback="As TradingView"
        />
        <ChoiceField
          path={["execution", "close_entries_rule"]}
          label="Exits close"
          choices={CLOSING}
          fallback="First in, first out"
        />
        <ValueField path={["execution", "margin_long"]} label="Margin, long" unit="%" placeholder="0" />
        <ValueField path={["execution", "margin_short"]} label="Margin, short" unit="%" placeholder="0" />
      </Row>
      <SwitchField
        path={["execution", "process_orders_on_close"]}
        label="Fill market orders at the close of the bar they are made on"
      />
      <Part
        title="Safety limits"
        help="When one is reached, the strategy stops as TradingView's strategy.risk rules do."
      >
        <Row>
          <LimitFields name="drawdown_max" label="Largest drawdown" />
          <LimitFields name="intraday_loss_max" label="Largest loss in a day" />
          <ValueField path={["risk", "intraday_orders_max"]} label="Orders in a day" optional />
          <ValueField path={["risk", "losing_days_max"]} label="Losing days in a row" optional />
          <ValueField path={["risk", "position_size_max"]} label="Largest position" unit="units" optional />
        </Row>
      </Part>
    </Section>
  );
}

/** A loss in percent or money. A plain number, which the language takes too, is a percentage until a unit is chosen. */
function LimitFields({ name, label }: { name: string; label: string }) {
  const { document } = useBuilder();
  const limit = getIn(document, ["risk", name]);
  const isPlain = limit !== undefined && typeof limit !== "object";
  const unit = getIn(document, ["risk", name, "unit"]);
  return (
    <div className="grid gap-2">
      <ValueField
        path={isPlain ? ["risk", name] : ["risk", name, "value"]}
        label={label}
        unit={unit === "cash" ? "money" : "%"}
        optional
      />
      {limit !== undefined && !isPlain && (
        <ChoiceField
          path={["risk", name, "unit"]}
          label={`Unit of ${label.toLowerCase()}`}
          isLabelHidden
          choices={UNITS}
          fallback="Percent"
        />
      )}
    </div>
  );
}
