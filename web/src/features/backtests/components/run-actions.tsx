import { CircleStop, Trash2 } from "lucide-react";
import { useState } from "react";
import { isUnderWay } from "@/shared/research/job";
import { Button, Confirm, ProblemNotice, toast } from "@/shared/ui";
import type { Run } from "../api/documents";
import { useCancelRun, useDeleteRun } from "../api/runs";

interface RunActionsProps {
  run: Run;
  /** Small signs in a table; words on the run's own page. */
  compact?: boolean;
  onDeleted?: () => void;
}

/** Stop a run that is under way; delete one that has ended. */
export function RunActions({ run, compact, onDeleted }: RunActionsProps) {
  const [isAsked, setAsked] = useState(false);
  const cancel = useCancelRun();
  const remove = useDeleteRun();
  if (isUnderWay(run.job)) {
    return (
      <Button
        size={compact ? "icon-sm" : "md"}
        variant={compact ? "quiet" : "secondary"}
        busy={cancel.isPending}
        aria-label={compact ? `Cancel ${run.name}` : undefined}
        onClick={() =>
          cancel.mutate(run.run_id, {
            onError: () => toast("danger", "The backtest was not cancelled", "Try again in a moment."),
          })
        }
      >
        <CircleStop aria-hidden />
        {!compact && "Cancel"}
      </Button>
    );
  }
  return (
    <>
      <Button
        size={compact ? "icon-sm" : "md"}
        variant={compact ? "quiet" : "secondary"}
        aria-label={compact ? `Delete ${run.name}` : undefined}
        onClick={() => setAsked(true)}
      >
        <Trash2 aria-hidden />
        {!compact && "Delete"}
      </Button>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete this backtest of ${run.name}?`}
        consequence="Its report, trades and figures are gone for good. Your strategy and the bars stay."
        verb="Delete backtest"
        danger
        busy={remove.isPending}
        error={remove.error && <ProblemNotice error={remove.error} what="The backtest was not deleted" />}
        onConfirm={() =>
          remove.mutate(run.run_id, {
            onSuccess: () => {
              setAsked(false);
              onDeleted?.();
            },
          })
        }
      />
    </>
  );
}
