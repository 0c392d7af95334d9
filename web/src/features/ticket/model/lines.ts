/** The lines that an order draws, each bound to the field it fills when it is moved. */
import type { PriceLine } from "@/shared/chart/price-line";
import type { Form } from "@/shared/hooks/use-form";
import { partsOf, type Draft } from "./draft";
import type { CheckFigures } from "./figures";

export function linesOf({ values, set }: Form<Draft>, figures: CheckFigures | null): PriceLine[] {
  const has = partsOf(values);
  const moveTo = (mode: "sl_mode" | "tp_mode", value: "sl_value" | "tp_value") => (price: string) => {
    set(mode, "price");
    set(value, price);
  };
  const lines: PriceLine[] = [];
  if (has.limit)
    lines.push({
      id: "limit",
      label: "Limit",
      tone: "entry",
      price: has.limitTyped ? values.limit_price : (figures?.entry ?? null),
      onMove: (price) => {
        set("price_source", "typed");
        set("limit_price", price);
      },
    });
  if (has.stop)
    lines.push({
      id: "trigger",
      label: "Stop",
      tone: "entry",
      price: values.stop_price,
      onMove: (price) => set("stop_price", price),
    });
  if (!has.limit && !has.stop)
    lines.push({ id: "entry", label: "Entry", tone: "entry", price: figures?.entry ?? null });
  if (has.bracket && values.sl_mode !== "none")
    lines.push({
      id: "sl",
      label: "Stop-loss",
      tone: "stop",
      price: values.sl_mode === "price" ? values.sl_value : (figures?.stop ?? null),
      onMove: moveTo("sl_mode", "sl_value"),
    });
  if (has.bracket && values.tp_mode !== "none")
    lines.push({
      id: "tp",
      label: "Take-profit",
      tone: "target",
      price: values.tp_mode === "price" ? values.tp_value : (figures?.target ?? null),
      onMove: moveTo("tp_mode", "tp_value"),
    });
  return lines;
}
