import { Button } from "@/shared/ui";

interface TicketFooterProps {
  /** What will happen, in words: the server's own, when it has looked. */
  summary: string;
  verb: string;
  isLive: boolean;
  isArmed: boolean;
  isBusy: boolean;
  isRefused: boolean;
  isSell: boolean;
}

/** What the button does stands beside it; money that is real asks once more. */
export function TicketFooter({
  summary,
  verb,
  isLive,
  isArmed,
  isBusy,
  isRefused,
  isSell,
}: TicketFooterProps) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-3">
      <p role="status" className="min-w-0 flex-1 basis-60 text-sm">
        {isLive && (
          <span className="mr-1.5 rounded-[4px] border border-danger px-1 text-xs font-semibold text-danger">
            LIVE
          </span>
        )}
        {isArmed ? "Real money. Press once more to send it, or Esc to leave it." : summary}
      </p>
      <Button
        type="submit"
        form="ticket"
        size="lg"
        variant={isArmed ? "danger" : "primary"}
        busy={isBusy}
        data-side={isSell ? "sell" : "buy"}
      >
        {isArmed ? `Send to the live account` : isRefused ? "Send all the same" : verb}
      </Button>
    </div>
  );
}
