import { useConnection, useLiveHealth } from "@/shared/live";
import { formatAge } from "@/shared/format";
import { Notice, useStaleAge } from "@/shared/ui";
import { unwell } from "./connection-badge";

/** Speaks only when something is wrong, and says what it means for the trader. */
export function HealthBanner() {
  const { phase } = useConnection();
  const age = useStaleAge();
  const sick = unwell(useLiveHealth());
  if (phase === "offline") {
    return (
      <Notice tone="danger" role="alert" title="Offline" className="mb-4">
        This screen is {age === null ? "not connected" : `${formatAge(age)} old`}. Orders already accepted go
        on at the server; nothing you see here is current until the connection is back. We keep trying.
      </Notice>
    );
  }
  if (phase === "reconnecting" && age !== null && age > 3_000) {
    return (
      <Notice tone="warn" role="status" title="Reconnecting" className="mb-4">
        The picture is {formatAge(age)} old. What happened meanwhile will be shown as soon as the connection
        is back.
      </Notice>
    );
  }
  if (phase === "live" && sick.length > 0) {
    return (
      <Notice tone="warn" role="status" title="A part of the platform is not well" className="mb-4">
        {sick
          .map(
            (part) =>
              `${part.name.replaceAll("_", " ")} is ${part.status}${part.detail ? `: ${part.detail}` : ""}`,
          )
          .join(". ")}
        .
      </Notice>
    );
  }
  return null;
}
