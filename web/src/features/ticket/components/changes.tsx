import { Link } from "@tanstack/react-router";
import type { OrderCheck } from "@/shared/api";
import { formatDecimal } from "@/shared/format";
import { Button } from "@/shared/ui";

type SmallestChange = NonNullable<OrderCheck["smallest_change"]>;

interface ChangesProps {
  change: SmallestChange;
  /** Take over a change of the order. */
  applyChange: (field: string, value: string) => void;
}

const ofTicket: ReadonlySet<string> = new Set(["quantity", "limit_price", "stop_price"]);

/** The smallest change that would let an order pass, and what is needed besides; those of the ticket by one press. */
export function Changes({ change, applyChange }: ChangesProps) {
  return (
    <div className="mt-2 grid gap-1.5">
      {[change, ...change.also].map((each) => (
        <p key={each.field} className="flex flex-wrap items-center gap-2">
          <span>{each.words}</span>
          {ofTicket.has(each.field) && (
            <Button size="sm" onClick={() => applyChange(each.field, each.value)}>
              Use {formatDecimal(each.value)}
            </Button>
          )}
          {each.field.startsWith("limits.") && (
            <Link to="/risk" className="text-accent underline underline-offset-3">
              Open limits
            </Link>
          )}
        </p>
      ))}
    </div>
  );
}
