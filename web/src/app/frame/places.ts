import {
  Bell,
  CandlestickChart,
  FlaskRound,
  House,
  ListOrdered,
  Settings,
  ShieldCheck,
  Sigma,
  type LucideIcon,
} from "lucide-react";

export interface Place {
  label: string;
  to: "/" | "/alerts" | "/orders" | "/strategies" | "/backtests" | "/market" | "/risk" | "/settings";
  icon: LucideIcon;
  keys: string;
}

/** What the rail, the bottom bar and the palette lead to. */
export const places: readonly Place[] = [
  { label: "Home", to: "/", icon: House, keys: "g h" },
  { label: "Alerts", to: "/alerts", icon: Bell, keys: "g a" },
  { label: "Orders", to: "/orders", icon: ListOrdered, keys: "g o" },
  { label: "Strategies", to: "/strategies", icon: Sigma, keys: "g t" },
  { label: "Backtests", to: "/backtests", icon: FlaskRound, keys: "g b" },
  { label: "Market", to: "/market", icon: CandlestickChart, keys: "g m" },
  { label: "Risk", to: "/risk", icon: ShieldCheck, keys: "g r" },
  { label: "Settings", to: "/settings", icon: Settings, keys: "g s" },
];

/** A phone's bar has room for these many; the rest stand behind "More". */
export const PLACES_ON_PHONE = 5;
