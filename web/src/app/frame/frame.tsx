import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useShortcuts } from "@/shared/action";
import { RevokedBanner } from "@/features/linking/components/revoked-banner";
import { useTicketStart } from "@/shared/ticket";
import { useLiveSync } from "../live-sync";
import { HealthBanner } from "./health-banner";
import { MoneyFrame } from "./money-frame";
import { BottomBar, Rail } from "./rail";
import { TopBar } from "./top-bar";
import { useAppActions } from "./use-app-actions";

const TicketSheet = lazy(() =>
  import("@/features/ticket/components/ticket-sheet").then((m) => ({ default: m.TicketSheet })),
);

const CommandPalette = lazy(() => import("./command-palette").then((m) => ({ default: m.CommandPalette })));

/** What stands around every page behind the sign-in. */
export function Frame() {
  useLiveSync();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isKillOpen, setKillOpen] = useState(false);
  const openers = useMemo(() => ({ palette: () => setPaletteOpen(true), kill: () => setKillOpen(true) }), []);
  const actions = useAppActions(openers);
  useShortcuts(actions);
  usePaletteKey(openers.palette);
  const main = useFocusOnArrival();
  const ticket = useTicketStart();
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-control bg-accent px-4 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onPalette={openers.palette} isKillOpen={isKillOpen} onKillOpen={setKillOpen} />
        <MoneyFrame>
          <main
            id="main"
            ref={main}
            tabIndex={-1}
            className="mx-auto w-full max-w-[1440px] flex-1 px-3 pt-7 pb-24 outline-none sm:px-5 md:pb-8"
          >
            <HealthBanner />
            <RevokedBanner />
            <Outlet />
          </main>
        </MoneyFrame>
      </div>
      <BottomBar />
      {ticket && (
        <Suspense>
          <TicketSheet start={ticket} />
        </Suspense>
      )}
      {isPaletteOpen && (
        <Suspense>
          <CommandPalette actions={actions} onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function usePaletteKey(open: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      open();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open]);
}

/** After going to another page the focus starts at its top, so that a screen reader hears the new place. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const place = useRouterState({ select: (state) => state.location.pathname.split("/")[1] ?? "" });
  const before = useRef(place);
  useEffect(() => {
    if (before.current !== place) main.current?.focus({ preventScroll: true });
    before.current = place;
  }, [place]);
  return main;
}
