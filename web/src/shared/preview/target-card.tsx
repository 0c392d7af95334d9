import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { decimalsOf } from "@/shared/format";
import { useAccountInstrument, useAccounts } from "@/shared/server";
import { Card, CardBody, CardHeader, DefinitionList, Figure, Notice, Skeleton } from "@/shared/ui";
import type { Target } from "./decision";
import { PlannedOrders } from "./planned-orders";
import { RuleList } from "./rule-list";

const TargetChart = lazy(() => import("./target-chart"));

const verdicts = {
  approved: { tone: "ok", title: "It would be ordered" },
  reduced: { tone: "warn", title: "Only what closes would be ordered" },
  denied: { tone: "warn", title: "It would be denied" },
  ignored: { tone: "info", title: "Nothing would be ordered" },
  unavailable: { tone: "danger", title: "Nobody answers for this account right now" },
} as const;

/** The whole decision for one account: verdict, sum, protection on the chart, orders, steps and every rule. */
export function TargetCard({ target }: { target: Target }) {
  const accounts = useAccounts();
  const account = accounts.data?.find((each) => each.account_id === target.accountId);
  const symbol = target.orders[0]?.symbol;
  const instrument = useAccountInstrument(target.accountId, symbol);
  const verdict = verdicts[target.verdict];
  const decimals = instrument ? decimalsOf(instrument.tick) : undefined;
  const label = account?.label ?? "Account";
  return (
    <Card aria-label={`On ${label}`}>
      <CardHeader
        title={label}
        note={account?.environment === "live" ? "live, real money" : "simulated money"}
      />
      <CardBody className="grid gap-4">
        <Notice tone={verdict.tone} title={verdict.title}>
          {target.reason}
          {target.changes.map((change) => (
            <p key={change.field} className="mt-1">
              {change.words}{" "}
              {change.field.startsWith("limits.") && (
                <Link to="/risk" className="text-accent underline underline-offset-3">
                  Open limits
                </Link>
              )}
            </p>
          ))}
        </Notice>
        {target.meaning && <p className="text-sm">{target.meaning}</p>}
        {target.sizing && <p className="text-sm">{target.sizing.words}</p>}
        {(target.entry ?? target.stop ?? target.target) && (
          <DefinitionList
            items={[
              ["Entry", <Figure value={target.entry} decimals={decimals} />],
              ["Stop", <Figure value={target.stop} decimals={decimals} />],
              ["Target", <Figure value={target.target} decimals={decimals} />],
              [
                "Worth",
                <Figure value={target.sizing?.notional} decimals={2} unit={instrument?.currency ?? ""} />,
              ],
            ]}
          />
        )}
        {instrument && target.entry && (
          <Suspense fallback={<Skeleton className="h-64" />}>
            <TargetChart instrument={instrument} target={target} account={account} />
          </Suspense>
        )}
        {target.steps.length > 0 && (
          <section>
            <h4 className="mb-1 text-sm font-medium">What would happen, in this order</h4>
            <ol className="ml-5 grid list-decimal gap-0.5 text-sm">
              {target.steps.map((step, index) => (
                <li key={index}>{step}</li>
              ))}
            </ol>
          </section>
        )}
        <PlannedOrders orders={target.orders} decimals={decimals} />
        <RuleList rules={target.rules} level={4} />
      </CardBody>
    </Card>
  );
}
