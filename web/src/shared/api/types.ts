/** Short names for the documents of the API; their shapes are generated. */
import type { components } from "@/gen/schema";

type Schemas = components["schemas"];

export type LegalDocument = Schemas["LegalDocumentOut"];
export type Trader = Schemas["TraderOut"];
export type TraderChange = Schemas["TraderChange"];
export type SignUpInput = Schemas["SignUpInput"];
export type SignInInput = Schemas["SignInInput"];
export type ApiKey = Schemas["ApiKeyOut"];
export type ApiKeyInput = Schemas["ApiKeyInput"];
export type Account = Schemas["AccountOut"];
export type AccountInput = Schemas["AccountInput"];
export type EquityPoint = Schemas["EquityPointOut"];
export type Venue = Schemas["VenueOut"];
export type Instrument = Schemas["InstrumentOut"];
export type Quote = Schemas["QuoteOut"];
export type Bar = Schemas["BarOut"];

export type Agent = Schemas["Agent"];
export type AgentSaved = Schemas["AgentSaved"];
export type AgentVersion = Schemas["AgentVersion"];
export type AgentRules = Schemas["Rules"];
/** What a form always says in full; the server's input leaves more out. */
export type AgentInput = Required<Omit<Schemas["AgentInput"], "passphrase" | "note">> &
  Pick<Schemas["AgentInput"], "passphrase" | "note">;
export type Sizing = Schemas["SizingInput"];
export type SizingMode = Sizing["mode"];
export type Protection = NonNullable<AgentInput["stop_loss"]>;
export type ProtectionMode = Protection["mode"];
export type Side = "buy" | "sell";
export type TestAlert = Schemas["TestInput"];

export type Alert = Schemas["Alert"];
export type AlertOutcome = Alert["outcome"];
export type Signal = Alert["signals"][number];
export type Timeline = Schemas["Timeline"];
export type TimelineStep = Schemas["Step"];

export type Order = Schemas["Order"];
export type OrderState = Order["state"];
export type OrderDetail = Schemas["OrderDetail"];
export type OrderInput = Schemas["OrderInput"];
export type OrderCheck = Schemas["OrderCheck"];
export type RuleAsked = Schemas["RuleAsked"];
export type OrderInquiry = Schemas["OrderInquiry"];
export type ReplaceInput = Schemas["ReplaceInput"];
export type PendingSignal = Schemas["PendingSignal"];
export type ExternalOrder = Schemas["ExternalOrder"];
export type Discrepancy = Schemas["Discrepancy"];
export type Remedy = Schemas["ResolveInput"]["remedy"];
export type Execution = Schemas["Execution"];
export type Position = Schemas["Position"];

export type Risk = Schemas["Risk"];
export type Limits = Schemas["Limits"];
export type RiskInput = Schemas["RiskInput"];
export type RiskUsage = Schemas["Usage"];
export type KillSwitch = Schemas["KillSwitch"];
export type KillSwitchInput = Schemas["KillSwitchInput"];
