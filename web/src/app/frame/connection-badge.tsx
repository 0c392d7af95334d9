import { Activity, TriangleAlert, Wifi, WifiOff } from "lucide-react";
import { formatAge } from "@/shared/format";
import { useConnection, useLiveHealth, type LiveHealth } from "@/shared/live";
import { Dropdown, Button, useStaleAge } from "@/shared/ui";
import { cn } from "@/shared/cn";

const words = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  offline: "Offline",
} as const;

export function unwell(components: LiveHealth[] | undefined): LiveHealth[] {
  return (components ?? []).filter((component) => component.status !== "ok" && component.status !== "up");
}

/** Whether what is on the screen is the present, and whether the parts behind it are well. */
export function ConnectionBadge() {
  const { phase } = useConnection();
  const components = useLiveHealth();
  const age = useStaleAge();
  const sick = unwell(components);
  const isLive = phase === "live";
  const Icon = phase === "offline" ? WifiOff : !isLive ? Wifi : sick.length > 0 ? TriangleAlert : Activity;
  const label = `${words[phase]}${age !== null ? ` · ${formatAge(age)}` : ""}`;
  return (
    <>
      <Dropdown
        label="Health of the parts"
        trigger={
          <Button
            variant="quiet"
            size="sm"
            aria-label={`Connection: ${label}${sick.length > 0 ? `, ${sick.length} parts unwell` : ""}`}
            className={cn(
              "h-9 px-2",
              isLive && sick.length === 0 && "text-ok",
              (phase === "reconnecting" || sick.length > 0) && "text-warn",
              phase === "offline" && "text-danger",
            )}
          >
            <Icon aria-hidden />
            <span className="hidden num lg:inline">{label}</span>
          </Button>
        }
      >
        <div className="w-72 px-2.5 py-2">
          <p className="mb-2 text-xs text-ink-soft">
            {isLive
              ? "Figures on this screen are live."
              : "Figures on this screen may be old until the connection is back."}
          </p>
          <ul className="grid gap-1.5">
            {(components ?? []).map((component) => (
              <li key={component.name} className="flex items-baseline justify-between gap-3 text-sm">
                <span>{component.name.replaceAll("_", " ")}</span>
                <span
                  className={cn(
                    "text-right text-xs",
                    unwell([component]).length > 0 ? "text-warn" : "text-ok",
                  )}
                >
                  {component.status}
                  {component.detail && <span className="block text-ink-soft">{component.detail}</span>}
                </span>
              </li>
            ))}
            {!components && (
              <li className="text-sm text-ink-soft">The health of the parts has not been heard yet.</li>
            )}
          </ul>
        </div>
      </Dropdown>
      <span role="status" className="sr-only">
        {phase === "connecting" ? "" : words[phase]}
      </span>
    </>
  );
}
