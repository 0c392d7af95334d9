import { Confirm, ProblemNotice, toast } from "@/shared/ui";
import { useDeleteStrategy } from "../api/strategies";
import { dropDraft } from "./state/kept-draft";

interface DeleteStrategyProps {
  strategyId: string;
  name: string;
  onClose: () => void;
  onDeleted: () => void;
}

/** Ask once more, then delete; what was run of it stays. */
export function DeleteStrategy({ strategyId, name, onClose, onDeleted }: DeleteStrategyProps) {
  const remove = useDeleteStrategy();
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${name}`}
      consequence="All its versions leave your list and cannot be opened again. Backtests that were run of it keep their reports."
      verb="Delete strategy"
      danger
      busy={remove.isPending}
      error={remove.error && <ProblemNotice error={remove.error} what="The strategy was not deleted" />}
      onConfirm={() =>
        remove.mutate(strategyId, {
          onSuccess: () => {
            dropDraft(strategyId);
            toast("ok", `${name} is deleted`);
            onDeleted();
          },
        })
      }
    />
  );
}
