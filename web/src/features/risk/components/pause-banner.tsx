import { useState } from "react";
import { useAccountLabel, useCurrentAccount } from "@/shared/server";
import { Button, Moment, Notice } from "@/shared/ui";
import { LEVEL_EFFECT, LEVEL_SENTENCE, strictestOf, whereOf } from "../api/levels";
import { useRisk } from "../api/risk";
import { KillSwitchDialog } from "./kill-switch-dialog";

/** Says what the kill switch denies now, since when, and where to end it. */
export function PauseBanner() {
  const account = useCurrentAccount();
  const label = useAccountLabel();
  const { data: risk } = useRisk();
  const on = strictestOf(risk, account?.account_id);
  const [open, setOpen] = useState(false);
  if (!on) return null;
  return (
    <>
      <Notice
        tone={on.level === "entries_paused" ? "warn" : "danger"}
        role="status"
        className="mb-4"
        title={`${LEVEL_SENTENCE[on.level]} for ${whereOf(on, label)}`}
        actions={
          <Button size="sm" onClick={() => setOpen(true)}>
            Open kill switch
          </Button>
        }
      >
        Set <Moment at={on.set_at} />
        {on.reason ? `: ${on.reason}` : ""}. {LEVEL_EFFECT[on.level]}
      </Notice>
      {open && <KillSwitchDialog onOpenChange={setOpen} />}
    </>
  );
}
