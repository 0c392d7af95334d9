import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { AgentInput } from "@/shared/api";
import { useSettled } from "@/shared/hooks/use-settled";
import { formatsQuery, MessageEditor, previewQuery, PreviewView } from "@/shared/preview";
import { Card, CardBody, CardHeader, Field, PanelState } from "@/shared/ui";
import type { PartProps } from "./form-fields";
import { MappingBots } from "./mapping-bots";
import { MappingLeaves } from "./mapping-leaves";
import { leavesOf } from "./mapping-model";
import { MappingTriggers } from "./mapping-triggers";
import { MappingUnits } from "./mapping-units";
import { MappingRules } from "./mapping-rules";

const SETTLE_MS = 300;

interface MappingPartProps extends Pick<PartProps, "form"> {
  /** The rules as they stand in the form, saved or not: the result below is by them. */
  input: AgentInput;
}

/** How to read messages of a kind that is not known here: a sample, what its values mean, and what would become of it. */
export function MappingPart({ form, input }: MappingPartProps) {
  const { mapping } = form.values;
  const [sample, setSample] = useState("");
  const formats = useQuery(formatsQuery());
  const body = useSettled(sample, SETTLE_MS);
  const preview = useQuery(
    previewQuery(body.trim() ? { body, agent: { ...input, name: input.name || "Draft" } } : null),
  );
  const leaves = leavesOf(sample);
  const fields = formats.data?.fields.map((field) => field.name) ?? [];
  const faults = preview.data && body === sample && sample.trim() ? preview.data.faults : [];
  const [begins] = useState(mapping !== null);
  return (
    <Card aria-label="Messages of another kind">
      <CardHeader
        title="Messages of another kind"
        note="what a sender says in words that are not known here"
      />
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <details className="group" open={begins}>
          <summary className="inline-flex min-h-6 items-center gap-1.5 text-sm font-medium text-accent">
            <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
            Say what their values mean
          </summary>
          <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-4">
            <p className="text-sm text-ink-soft">
              Known as they are: {formats.data?.formats.map((format) => format.title).join(", ")}, and our own
              JSON, key=value and plain text.
            </p>
            <Field label="A sample of theirs" help="JSON. It stays on this page and is not saved.">
              {(control) => (
                <MessageEditor {...control} value={sample} onChange={setSample} faults={faults} />
              )}
            </Field>
            {leaves && (
              <MappingLeaves
                leaves={leaves}
                fields={fields}
                mapping={mapping}
                onChange={(next) => form.set("mapping", next)}
              />
            )}
            {sample.trim() && !leaves && (
              <p className="text-sm text-ink-soft">
                This is no JSON object, so it has no values to choose from.
              </p>
            )}
            <MappingRules fields={fields} mapping={mapping} onChange={(next) => form.set("mapping", next)} />
            <MappingBots mapping={mapping} onChange={(next) => form.set("mapping", next)} />
            <MappingTriggers
              fields={fields}
              mapping={mapping}
              onChange={(next) => form.set("mapping", next)}
            />
            <MappingUnits
              units={formats.data?.units ?? {}}
              mapping={mapping}
              onChange={(next) => form.set("mapping", next)}
            />
            {sample.trim() && (
              <PanelState query={preview} what="The sample could not be judged">
                {(found) => <PreviewView preview={found} />}
              </PanelState>
            )}
          </div>
        </details>
      </CardBody>
    </Card>
  );
}
