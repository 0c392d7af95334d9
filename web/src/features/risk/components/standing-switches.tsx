import { Play } from "lucide-react";
import type { KillSwitch, Risk } from "@/shared/api";
import { useNow } from "@/shared/hooks/use-now";
import { Button, Moment, Notice } from "@/shared/ui";
import { LEVEL_SENTENCE, lockedMs, standing, whereOf, whoOf } from "../api/levels";
import { leftWords } from "./kill-words";

interface StandingSwitchesProps {
  risk: Risk | undefined;
  label: (accountId: string) => string;
  busy: boolean;
  onRelease: (each: KillSwitch) => void;
}

/** Every switch that is on, with its way back; a locked one says how long it stays, the platform's that it is not ours. */
export function StandingSwitches({ risk, label, busy, onRelease }: StandingSwitchesProps) {
  const now = useNow();
  return standing(risk).map((each) => {
    const left = lockedMs(each, now);
    return (
      <Notice
        key={each.scope + each.scope_id}
        tone={each.level === "entries_paused" ? "warn" : "danger"}
        title={`${LEVEL_SENTENCE[each.level]} for ${whereOf(each, label)}`}
        actions={
          each.scope !== "platform" && (
            <Button size="sm" busy={busy} disabled={left > 0} onClick={() => onRelease(each)}>
              <Play aria-hidden /> {left > 0 ? `Locked: ${leftWords(left)} left` : "Resume entries"}
            </Button>
          )
        }
      >
        {each.scope === "platform" ? "The operator" : whoOf(each.set_by)}, <Moment at={each.set_at} />
        {each.reason ? `: ${each.reason}` : "."}
        {each.scope === "platform" && " Only the operator can release it."}
        {left > 0 && each.locked_until !== null && (
          <>
            {" "}
            Locked until <Moment at={each.locked_until} />.
          </>
        )}
      </Notice>
    );
  });
}
