import { History } from "lucide-react";
import { useState } from "react";
import { Button, Field, NativeSelect, ProblemNotice } from "@/shared/ui";
import { useReplay, type AgentVersionChoice } from "../api/replay";
import { ReplayResult } from "./replay-result";

interface AlertReplayProps {
  alertId: string;
  /** Numbers of the agent's versions, newest first. */
  versions: readonly number[];
}

/** What would become of a stored alert if it came now, by any version of its agent. Nothing is stored and nothing is sent. */
export function AlertReplay({ alertId, versions }: AlertReplayProps) {
  const [version, setVersion] = useState<AgentVersionChoice>("present");
  const replay = useReplay(alertId);
  return (
    <section aria-label="Run again, dry" className="mt-6 border-t border-line pt-4">
      <h3 className="text-sm font-semibold">Run again, dry</h3>
      <p className="mb-3 text-xs text-ink-soft">
        Judged on the books and prices of now. Nothing is stored, and no order is sent.
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="By the rules of" className="min-w-48 flex-1">
          {(control) => (
            <NativeSelect
              {...control}
              value={String(version)}
              onChange={(event) =>
                setVersion(event.target.value === "present" ? "present" : Number(event.target.value))
              }
            >
              <option value="present">The present version</option>
              {versions.map((number) => (
                <option key={number} value={number}>
                  Version {number}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Button busy={replay.isPending} onClick={() => replay.mutate(version)}>
          <History aria-hidden /> Run again
        </Button>
      </div>
      {replay.error && (
        <ProblemNotice error={replay.error} what="The alert was not judged again" className="mt-3" />
      )}
      {replay.data && <ReplayResult replay={replay.data} />}
    </section>
  );
}
