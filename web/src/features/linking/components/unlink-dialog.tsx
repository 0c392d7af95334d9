import { ProblemError, type Account } from "@/shared/api";
import { Confirm, ProblemNotice, toast } from "@/shared/ui";
import { useUnlink } from "../api/linking";

/** Let an account go. Orders that live at the venue are told of first, and go on there unless they are cancelled. */
export function UnlinkDialog({ account, onDone }: { account: Account; onDone: () => void }) {
  const unlink = useUnlink();
  const problem = unlink.error instanceof ProblemError ? unlink.error : null;
  const isAlive = problem?.code === "orders_alive";
  const alive = isAlive ? Number(problem.problem["orders"] ?? 0) : 0;
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Unlink ${account.label}`}
      consequence={
        isAlive
          ? `${alive > 0 ? alive : "Some"} ${alive === 1 ? "order of this account is" : "orders of this account are"} alive at the venue. Unlinked, they stay there and go on without us: stops and targets that we keep end, and nobody here watches what fills. Cancel them first with the kill switch, or unlink anyway.`
          : "Its key is forgotten and nothing more is sent there. Positions and resting orders at the venue stay as they are, for you to look after at the venue. Its history here stays."
      }
      verb={isAlive ? "Unlink anyway" : "Unlink account"}
      danger
      busy={unlink.isPending}
      error={!isAlive && <ProblemNotice error={unlink.error} what="The account was not unlinked" />}
      onConfirm={() =>
        unlink.mutate(
          { accountId: account.account_id, force: isAlive },
          {
            onSuccess: () => {
              toast("ok", `${account.label} is unlinked`);
              onDone();
            },
          },
        )
      }
    />
  );
}
