/** The few figures a trader looks at before sending, taken from the documents that would be sent. */
import type { Instrument, OrderCheck } from "@/shared/api";
import { addDecimals, multiplyDecimals, negated } from "@/shared/format";

export interface CheckFigures {
  quantity: string | null;
  notional: string | null;
  entry: string | null;
  stop: string | null;
  target: string | null;
  lossAtStop: string | null;
  gainAtTarget: string | null;
  sizingWords: string | null;
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Between two prices on `quantity` units, in the instrument's currency and above zero; null when one is missing. */
function worthOf(
  from: string | null,
  to: string | null,
  quantity: string | null,
  multiplier: string,
): string | null {
  if (!from || !to || !quantity) return null;
  const apart = addDecimals(to, negated(from)).replace("-", "");
  const units = multiplyDecimals(quantity, multiplier);
  return units && multiplyDecimals(apart, units);
}

export function figuresOf(check: OrderCheck, instrument: Instrument | undefined): CheckFigures {
  const orders = check.orders;
  const entryOrder =
    orders.findLast((order) => order.leg === "entry") ?? orders.find((order) => order.leg === "exit");
  const leg = (name: "stop" | "target") => orders.findLast((order) => order.leg === name);
  const quantity = entryOrder?.quantity ?? text(check.sizing?.["quantity"]);
  const entry =
    entryOrder?.limit_price ??
    entryOrder?.stop_price ??
    text(check.protection?.["entry"]) ??
    text(check.sizing?.["price"]);
  const stop = leg("stop")?.stop_price ?? null;
  const target = leg("target")?.limit_price ?? null;
  const multiplier = instrument?.multiplier ?? "1";
  const units = quantity && multiplyDecimals(quantity, multiplier);
  return {
    quantity,
    entry,
    stop,
    target,
    notional: entry && units ? multiplyDecimals(entry, units) : null,
    lossAtStop: worthOf(entry, stop, quantity, multiplier),
    gainAtTarget: worthOf(entry, target, quantity, multiplier),
    sizingWords: text(check.sizing?.["words"]),
  };
}
