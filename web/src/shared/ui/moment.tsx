import { formatMoment, formatWhen } from "@/shared/format";
import { useNow } from "@/shared/hooks/use-now";
import { useZone } from "@/shared/server";
import { cn } from "@/shared/cn";

/** A point in time: relative under an hour, the trader's zone after that, UTC on hover. */
export function Moment({ at, className }: { at: string; className?: string }) {
  const zone = useZone();
  const now = useNow();
  const date = new Date(at);
  return (
    <time
      dateTime={at}
      title={`${formatMoment(date, zone)} ${zone}\n${formatMoment(date, "UTC")} UTC`}
      className={cn("num", className)}
    >
      {formatWhen(date, now, zone)}
    </time>
  );
}
