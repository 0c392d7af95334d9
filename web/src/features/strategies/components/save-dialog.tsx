/** Keep the draft as a version that never changes, with a note of why. */
import { useState } from "react";
import { Button, Dialog, Field, Notice, ProblemNotice, Textarea, toast } from "@/shared/ui";
import { ProblemError } from "@/shared/api";
import { useSaveStrategy } from "../api/strategies";

interface SaveDialogProps {
  strategyId: string | null;
  name: string;
  text: string;
  basedOn: number | null;
  faults: number;
  onClose: () => void;
  onSaved: (saved: { strategyId: string; version: number }) => void;
  onShowFaults: () => void;
}

export function SaveDialog({
  strategyId,
  name,
  text,
  basedOn,
  faults,
  onClose,
  onSaved,
  onShowFaults,
}: SaveDialogProps) {
  const save = useSaveStrategy(strategyId);
  const [notes, setNotes] = useState("");
  const isConflict = save.error instanceof ProblemError && save.error.status === 409;
  const submit = (force: boolean) =>
    save.mutate(
      { text, notes: notes.trim(), basedOn: force ? null : basedOn },
      {
        onSuccess: (saved) => {
          toast("ok", `${name} is saved`, `As version ${saved.version}.`);
          onSaved(saved);
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={strategyId ? "Save as a new version" : "Save the strategy"}
      description={
        strategyId
          ? "The versions before stay as they are; backtests and bots name the version they use."
          : `${name} becomes a strategy of yours, as version 1.`
      }
      footer={
        faults > 0 ? (
          <>
            <Button onClick={onClose}>Go on writing</Button>
            <Button variant="primary" onClick={onShowFaults}>
              Show the faults
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>Go on writing</Button>
            <Button variant="primary" busy={save.isPending} onClick={() => submit(isConflict)}>
              {isConflict ? "Save over it as the newest" : "Save"}
            </Button>
          </>
        )
      }
    >
      {faults > 0 ? (
        <Notice tone="warn" title={faults === 1 ? "The draft has 1 fault" : `The draft has ${faults} faults`}>
          Only a strategy that can run is saved. What you wrote is kept in this browser until then.
        </Notice>
      ) : (
        <div className="grid gap-4">
          <Field label="Note" help="What changed and why, for when you compare versions." optional>
            {(control) => (
              <Textarea
                {...control}
                maxLength={2000}
                value={notes}
                onChange={(event) => setNotes(event.target.value)}
              />
            )}
          </Field>
          {save.error && (
            <ProblemNotice
              error={save.error}
              what={isConflict ? "Another version was saved meanwhile" : "The strategy was not saved"}
            />
          )}
        </div>
      )}
    </Dialog>
  );
}
