import { useState } from "react";
import { useCurrentAccount } from "@/shared/server";
import { Button, Card, CardHeader, Confirm, ProblemNotice, toast } from "@/shared/ui";
import { useFlatten, usePositions } from "../api/positions";
import { PositionTable } from "../components/position-table";

export function PositionsPage() {
  const account = useCurrentAccount();
  const { data } = usePositions(account?.account_id);
  const flatten = useFlatten();
  const [open, setOpen] = useState(false);
  const count = data?.length ?? 0;
  return (
    <Card aria-label="Positions">
      <CardHeader
        title="Open positions"
        note={account?.label}
        actions={
          count > 0 && (
            <Button size="sm" variant="danger-outline" onClick={() => setOpen(true)}>
              Flatten account…
            </Button>
          )
        }
      />
      <PositionTable account={account} />
      {open && account && (
        <Confirm
          open
          onOpenChange={setOpen}
          title={`Flatten ${account.label}`}
          consequence={`Cancels every working order of this account and closes ${count} ${count === 1 ? "position" : "positions"} at market. Entries stay allowed; use the kill switch to stop those too.`}
          verb="Cancel all and flatten"
          danger
          busy={flatten.isPending}
          error={
            flatten.error && (
              <ProblemNotice error={flatten.error} what="The account was not flattened" money="maybe" />
            )
          }
          onConfirm={() =>
            flatten.mutate(account.account_id, {
              onSuccess: () => {
                toast("ok", "Closing all positions");
                setOpen(false);
              },
            })
          }
        />
      )}
    </Card>
  );
}
