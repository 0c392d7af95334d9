import { OctagonPause } from "lucide-react";
import { useCurrentAccount } from "@/shared/server";
import { Button } from "@/shared/ui";
import { LEVEL_SENTENCE, LEVEL_WORD, strictestOf } from "../api/levels";
import { useRisk } from "../api/risk";
import { KillSwitchDialog } from "./kill-switch-dialog";

interface KillSwitchProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The most dangerous control: always here, showing the strictest level that holds for the account in the top bar. */
export function KillSwitch({ open, onOpenChange }: KillSwitchProps) {
  const account = useCurrentAccount();
  const { data: risk } = useRisk();
  const level = strictestOf(risk, account?.account_id)?.level ?? "none";
  const isSet = level !== "none";
  return (
    <>
      <Button
        variant={isSet ? "danger" : "danger-outline"}
        onClick={() => onOpenChange(true)}
        aria-label={isSet ? `${LEVEL_SENTENCE[level]}. Open the kill switch` : "Open the kill switch"}
        title="Kill switch (k, then s)"
        className="px-2.5 sm:px-3.5"
      >
        <OctagonPause aria-hidden />
        <span className="hidden sm:inline">{isSet ? LEVEL_WORD[level] : "Kill switch"}</span>
      </Button>
      {open && <KillSwitchDialog onOpenChange={onOpenChange} />}
    </>
  );
}
