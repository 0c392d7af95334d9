import type { ReactNode } from "react";
import { Badge, Card, CardBody, CardHeader, Notice } from "@/shared/ui";
import type { AlertPreview } from "./api";
import { targetOf } from "./decision";
import { FaultList } from "./fault-list";
import { TargetCard } from "./target-card";

/** All that would become of a message: how it is read, what is wrong in it, and the decision on each account. */
export function PreviewView({ preview, actions }: { preview: AlertPreview; actions?: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Card aria-label="How it is read">
        <CardHeader
          title="How it is read"
          note={
            preview.format_title ? (
              <Badge tone="info">{preview.format_title}</Badge>
            ) : (
              "in no format that is known here"
            )
          }
          actions={actions}
        />
        <CardBody className="grid gap-3" aria-live="polite">
          {preview.words && <p className="font-medium">{preview.words}</p>}
          {preview.faults.length > 0 && <FaultList faults={preview.faults} />}
          {preview.refusal && (
            <Notice tone="warn" title="The agent would refuse it">
              {preview.refusal.reason}
            </Notice>
          )}
          {preview.remarks.length > 0 && (
            <ul aria-label="What changes nothing" className="grid gap-0.5 text-xs text-ink-soft">
              {preview.remarks.map((remark, index) => (
                <li key={index}>
                  <code className="font-mono">{remark.path}</code> {remark.message}
                </li>
              ))}
            </ul>
          )}
          {preview.identity && (
            <p className="text-xs text-ink-soft">
              {repeatWords[preview.identity.kind](preview.identity.window_s)}
            </p>
          )}
        </CardBody>
      </Card>
      {preview.targets.map((target) => (
        <TargetCard key={target.account_id} target={targetOf(target)} />
      ))}
    </div>
  );
}

const repeatWords: Record<NonNullable<AlertPreview["identity"]>["kind"], (seconds: number) => string> = {
  explicit: () => "A repeat is told by the id it carries.",
  fired: () => "A repeat is told by the time it fired.",
  bar: () => "A repeat is told by its bar.",
  content: (seconds) => `A repeat is told by its content: the same text within ${seconds} s counts once.`,
};
