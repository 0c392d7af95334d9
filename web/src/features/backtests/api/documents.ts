/** Names of the documents that this feature reads. */
import type { components } from "@/gen/schema";
import type { Report } from "@/gen/report";

type Schemas = components["schemas"];

export type Run = Schemas["Run"];
export type RunInput = Schemas["BacktestInput"];
export type Guru = Schemas["GuruOut"];

export type { Report };
export type ClosedTrade = Report["trades"][number];
export type OpenTrade = Report["open_trades"][number];
export type Trade = ClosedTrade | OpenTrade;
export type Order = Report["orders"][number];
export type Side = "all" | "long" | "short";
