import { CircleStop, Trash2 } from "lucide-react";
import { useState } from "react";
import { isUnderWay } from "@/shared/research/job";
import { Button, Confirm, ProblemNotice, toast } from "@/shared/ui";
import { useCancelOptimisation, useDeleteOptimisation, type Optimisation } from "../api/optimisations";

interface OptimisationActionsProps {
  optimisation: Optimisation;
  compact?: boolean;
  onDeleted?: () => void;
}

/** Stop a search that is under way; delete one that has ended. */
export function OptimisationActions({ optimisation, compact, onDeleted }: OptimisationActionsProps) {
  const [isAsked, setAsked] = useState(false);
  const cancel = useCancelOptimisation();
  const remove = useDeleteOptimisation();
  const name = optimisation.strategy.name;
  const look = {
    size: compact ? "icon-sm" : "md",
    variant: compact ? "quiet" : "secondary",
  } as const;
  if (isUnderWay(optimisation.job)) {
    return (
      <Button
        {...look}
        busy={cancel.isPending}
        aria-label={compact ? `Cancel the search of ${name}` : undefined}
        onClick={() =>
          cancel.mutate(optimisation.optimisation_id, {
            onError: () => toast("danger", "The search was not cancelled", "Try again in a moment."),
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
        {...look}
        aria-label={compact ? `Delete the search of ${name}` : undefined}
        onClick={() => setAsked(true)}
      >
        <Trash2 aria-hidden />
        {!compact && "Delete"}
      </Button>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete this search of ${name}?`}
        consequence="Its trials and their figures are gone. That they were made stays counted: what was tried once can not be untried."
        verb="Delete search"
        danger
        busy={remove.isPending}
        error={remove.error && <ProblemNotice error={remove.error} what="The search was not deleted" />}
        onConfirm={() =>
          remove.mutate(optimisation.optimisation_id, {
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
