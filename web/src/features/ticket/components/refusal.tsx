import { ProblemError, type OrderCheck } from "@/shared/api";
import { Notice, ProblemNotice } from "@/shared/ui";
import { Changes } from "./changes";

interface RefusalProps {
  error: unknown;
  applyChange: (field: string, value: string) => void;
}

/** Why the order was not sent, and the smallest change with which it would be. */
export function Refusal({ error, applyChange }: RefusalProps) {
  if (!error) return null;
  const change = changeIn(error);
  return (
    <>
      <ProblemNotice error={error} what="The order was not sent" money={moneyAfter(error)} />
      {change && (
        <Notice tone="info" title="What would pass">
          <Changes change={change} applyChange={applyChange} />
        </Notice>
      )}
    </>
  );
}

/** The server's `smallest_change`, where its no has one. */
function changeIn(error: unknown): OrderCheck["smallest_change"] {
  const found = error instanceof ProblemError ? error.problem["smallest_change"] : null;
  return typeof found === "object" && found !== null ? (found as OrderCheck["smallest_change"]) : null;
}

/** The server said no before anything was sent; when nobody answered, nobody knows. */
function moneyAfter(error: unknown): "untouched" | "maybe" {
  return error instanceof ProblemError && error.status < 500 ? "untouched" : "maybe";
}
