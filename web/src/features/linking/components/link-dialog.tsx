import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Venue } from "@/shared/api";
import { venuesQuery } from "@/shared/server";
import { Dialog, PanelState } from "@/shared/ui";
import { LinkForm } from "./link-form";
import { VenueTiles } from "./venue-tiles";

/** Link a broker: first where, then with what. */
export function LinkDialog({ onDone }: { onDone: () => void }) {
  const venues = useQuery(venuesQuery());
  const [venue, setVenue] = useState<Venue | null>(null);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={venue ? `Link ${venue.title}` : "Link a broker"}
      description={
        venue
          ? "The key is tried first. What is kept of it is sealed, and never shown again."
          : "Your account stays at the venue; we may trade on it, never withdraw from it."
      }
      className="sm:max-w-xl"
    >
      {venue ? (
        <LinkForm venue={venue} onBack={() => setVenue(null)} onDone={onDone} />
      ) : (
        <PanelState query={venues} what="The venues could not be read">
          {(list) => <VenueTiles venues={list} onChoose={setVenue} />}
        </PanelState>
      )}
    </Dialog>
  );
}
