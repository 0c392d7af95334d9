import { CircleCheck, CircleX } from "lucide-react";
import { Card, CardBody, Notice } from "@/shared/ui";
import type { OptimisationDetail } from "../api/optimisations";

/** May one believe it? Every question with its answer, and what does not decide. */
export function VerdictCard({ optimisation }: { optimisation: OptimisationDetail }) {
  const { verdict, remarks } = optimisation;
  if (!verdict) return null;
  return (
    <Card aria-label="Verdict">
      <CardBody className="grid gap-3 pt-4">
        <Notice
          tone={verdict.is_noise ? "warn" : "ok"}
          title={<span className="text-base">{verdict.is_noise ? "This is noise" : "This may hold"}</span>}
        >
          <p>{verdict.reason}</p>
        </Notice>
        <ul className="grid gap-1.5 text-sm">
          {verdict.checks.map((check) => {
            const Icon = check.is_passed ? CircleCheck : CircleX;
            return (
              <li key={check.name} className="flex items-start gap-2">
                <Icon
                  aria-label={check.is_passed ? "passed" : "failed"}
                  className={`mt-0.5 size-4 shrink-0 ${check.is_passed ? "text-ok" : "text-warn"}`}
                />
                {check.told}
              </li>
            );
          })}
        </ul>
        {remarks.map((remark) => (
          <p key={remark} className="text-xs text-ink-soft">
            {remark}
          </p>
        ))}
      </CardBody>
    </Card>
  );
}
