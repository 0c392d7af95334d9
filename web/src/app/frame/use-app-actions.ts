import { useNavigate } from "@tanstack/react-router";
import { Contrast, FilePlus2, KeyRound, OctagonPause, Plus, Scale, Search } from "lucide-react";
import { useMemo } from "react";
import type { Action } from "@/shared/action";
import { openTicket } from "@/shared/ticket";
import { isDark, setAppearance } from "@/shared/theme/appearance";
import { places } from "./places";

interface Openers {
  palette: () => void;
  kill: () => void;
}

/** Every act that can be done from anywhere; the palette lists them and the shortcuts run them. */
export function useAppActions(open: Openers): readonly Action[] {
  const navigate = useNavigate();
  return useMemo<Action[]>(
    () => [
      ...places.map((place) => ({
        id: `go.${place.label}`,
        label: `Go to ${place.label}`,
        group: "Go to",
        icon: place.icon,
        keys: place.keys,
        run: () => void navigate({ to: place.to }),
      })),
      {
        id: "go.positions",
        label: "Go to Positions",
        group: "Go to",
        icon: places[2]!.icon,
        keys: "g p",
        run: () => void navigate({ to: "/orders/positions" }),
      },
      {
        id: "go.agents",
        label: "Go to Agents",
        group: "Go to",
        icon: places[1]!.icon,
        words: "webhook url tradingview",
        run: () => void navigate({ to: "/alerts/agents" }),
      },
      {
        id: "go.discrepancies",
        label: "Go to Discrepancies",
        group: "Go to",
        icon: Scale,
        keys: "g d",
        words: "reconciliation inbox difference venue",
        run: () => void navigate({ to: "/orders/discrepancies" }),
      },
      {
        id: "order.create",
        label: "New order",
        group: "Do",
        icon: FilePlus2,
        keys: "n",
        words: "ticket buy sell exit trade",
        // The symbol that the page is about, where its address names one.
        run: () =>
          openTicket({ symbol: new URLSearchParams(window.location.search).get("symbol") ?? undefined }),
      },
      {
        id: "agent.create",
        label: "Create an agent",
        group: "Do",
        icon: Plus,
        words: "webhook new tradingview",
        run: () => void navigate({ to: "/alerts/agents/new" }),
      },
      {
        id: "api-key.create",
        label: "Manage API keys",
        group: "Do",
        icon: KeyRound,
        run: () => void navigate({ to: "/settings/api-keys" }),
      },
      {
        id: "appearance.toggle",
        label: "Switch between light and dark",
        group: "Do",
        icon: Contrast,
        words: "theme appearance colour",
        run: () => setAppearance({ theme: isDark() ? "light" : "dark" }),
      },
      {
        id: "palette",
        label: "Search and commands",
        group: "Do",
        icon: Search,
        keys: "/",
        run: open.palette,
      },
      {
        id: "kill-switch",
        label: "Open the kill switch",
        group: "Do",
        icon: OctagonPause,
        keys: "k s",
        words: "stop pause flatten close all emergency",
        danger: true,
        run: open.kill,
      },
    ],
    [navigate, open],
  );
}
