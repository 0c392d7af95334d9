import { useState } from "react";
import { useCurrentAccount } from "@/shared/server";
import { Button, Moment, Notice } from "@/shared/ui";
import { pauseOf, useRisk } from "../api/risk";
import { KillSwitchDialog } from "./kill-switch";

/** Says that entries are denied, since when, and where to end it. */
export function PauseBanner() {
  const account = useCurrentAccount();
  const { data: risk } = useRisk();
  const paused = pauseOf(risk, account?.account_id);
  const [open, setOpen] = useState(false);
  if (!paused) return null;
  return (
    <>
      <Notice
        tone="warn"
        role="status"
        className="mb-4"
        title={`Entries are paused for ${paused.scope === "user" ? "all your accounts" : "this account"}`}
        actions={
          <Button size="sm" onClick={() => setOpen(true)}>
            Open kill switch
          </Button>
        }
      >
        Set <Moment at={paused.set_at} />. Alerts are still received and answered; each is denied with this
        reason. Reducing and closing stay possible.
      </Notice>
      {open && <KillSwitchDialog onOpenChange={setOpen} />}
    </>
  );
}
