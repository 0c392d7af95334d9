import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Dialog, Field, Notice, ProblemNotice, Textarea, toast } from "@/shared/ui";
import { useAdoptTrial, type OptimisationDetail } from "../api/optimisations";
import { inputsWord } from "./search-words";

interface AdoptProps {
  optimisation: OptimisationDetail;
  /** null: the best. */
  trial: number | null;
  inputs: Readonly<Record<string, string | boolean>>;
  compact?: boolean;
}

/** Make inputs that were found the next version of the strategy, with this search as its evidence. */
export function Adopt({ optimisation, trial, inputs, compact }: AdoptProps) {
  const [isOpen, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const navigate = useNavigate();
  const adopt = useAdoptTrial(optimisation.optimisation_id);
  const { strategy, verdict } = optimisation;
  const send = () =>
    adopt.mutate(
      { trial_number: trial, note },
      {
        onSuccess: (version) => {
          setOpen(false);
          toast("ok", `${strategy.name} has version ${version.number}`, "Its evidence is this search.");
          void navigate({ to: "/strategies/$strategyId", params: { strategyId: strategy.strategy_id } });
        },
      },
    );
  return (
    <>
      <Button
        size={compact ? "sm" : "md"}
        variant={compact ? "quiet" : "primary"}
        aria-label={compact ? `Adopt trial ${trial}` : undefined}
        onClick={() => setOpen(true)}
      >
        {compact ? "Adopt" : "Adopt the best"}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`Adopt as a new version of ${strategy.name}?`}
        description={`Its inputs become ${inputsWord(inputs)}. Versions before it stay as they are; bots keep the version they have.`}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Keep as it is</Button>
            <Button variant="primary" busy={adopt.isPending} onClick={send}>
              Adopt
            </Button>
          </>
        }
      >
        <div className="grid gap-3">
          {verdict?.is_noise && (
            <Notice tone="warn" title="The verdict is noise">
              {verdict.reason}
            </Notice>
          )}
          <Field label="Note" optional>
            {(control) => (
              <Textarea
                {...control}
                className="min-h-16"
                maxLength={2_000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <ProblemNotice error={adopt.error} what="The version was not made" />
        </div>
      </Dialog>
    </>
  );
}
