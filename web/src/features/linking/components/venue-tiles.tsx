import type { Venue } from "@/shared/api";
import { Badge } from "@/shared/ui";
import { ENVIRONMENT_WORD } from "./link-words";

/** One tile a venue: how it is linked, and whether money there is real. */
export function VenueTiles({
  venues,
  onChoose,
}: {
  venues: readonly Venue[];
  onChoose: (venue: Venue) => void;
}) {
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {venues.map((venue) => (
        <li key={venue.broker}>
          <button
            type="button"
            onClick={() => onChoose(venue)}
            className="grid size-full content-start gap-2 rounded-card border border-line-strong bg-surface p-3.5 text-left transition-colors duration-150 hover:bg-hover"
          >
            <span className="font-semibold">{venue.title}</span>
            <span className="text-xs text-ink-soft">
              By {venue.auth.map((kind) => (kind === "keys" ? "keys" : "the venue's own page")).join(" or ")}
              {venue.capabilities.short ? "; long and short" : "; long only"}
              {venue.capabilities.bracket
                ? "; stops and targets travel with the order"
                : "; stops and targets are kept by us"}
            </span>
            <span className="flex flex-wrap gap-1">
              {venue.environments.map((each) => (
                <Badge key={each} tone={each === "live" ? "danger" : "neutral"}>
                  {ENVIRONMENT_WORD[each]}
                </Badge>
              ))}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
