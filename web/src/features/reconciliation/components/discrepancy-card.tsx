import { useState } from "react";
import type { Discrepancy, Remedy } from "@/shared/api";
import { formatDecimal, isDecimal, trueMinus } from "@/shared/format";
import { useAccountLabel } from "@/shared/server";
import { Badge, Button, Card, Confirm, Moment, ProblemNotice, toast } from "@/shared/ui";
import { useResolve } from "../api/discrepancies";
import { differenceOf, remediesOf } from "./remedies";

const kinds: Record<Discrepancy["kind"], string> = {
  position: "position",
  order: "order",
  fill: "execution",
  money: "money",
};

/** One question to a person: both numbers side by side, what is known, and what each answer would do. */
export function DiscrepancyCard({ found }: { found: Discrepancy }) {
  const accountLabel = useAccountLabel();
  const difference = differenceOf(found);
  return (
    <Card aria-label={`${found.symbol || kinds[found.kind]} differs`} className="p-4">
      <header className="flex flex-wrap items-baseline gap-2">
        <h3 className="font-semibold">{found.symbol || "Money"}</h3>
        <Badge>{kinds[found.kind]}</Badge>
        <span className="text-xs text-ink-soft">{accountLabel(found.account_id)}</span>
        <span className="ml-auto text-xs text-ink-soft">
          found <Moment at={found.found_at} />
        </span>
      </header>
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 rounded-control border border-line bg-sunken p-3 sm:grid-cols-3">
        <Side name="Our books" value={found.ours} />
        <Side name="The venue" value={found.venue} />
        {difference && <Side name="Difference" value={difference} signed />}
      </dl>
      <p className="mt-3 text-sm">{trueMinus(found.explanation)}</p>
      <Evidence found={found} />
      <Answers found={found} />
    </Card>
  );
}

function Side({ name, value, signed }: { name: string; value: string; signed?: boolean }) {
  const isNumber = isDecimal(value);
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className={isNumber ? "text-lg font-semibold num" : "text-sm font-medium break-words"}>
        {isNumber ? formatDecimal(value, { signed }) : value}
      </dd>
    </div>
  );
}

function Evidence({ found }: { found: Discrepancy }) {
  if (found.evidence.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="inline-flex min-h-6 items-center text-xs font-medium text-accent underline-offset-3 hover:underline">
        Evidence
      </summary>
      <ul className="mt-1 grid gap-1 rounded-control border border-line bg-sunken px-3 py-2 text-xs">
        {found.evidence.map((each, index) => (
          <li key={index}>
            {Object.entries(each)
              .filter(([, value]) => value !== null && value !== "")
              .map(([name, value]) => `${name.replaceAll("_", " ")} ${inWords(value)}`)
              .join(", ")}
          </li>
        ))}
      </ul>
    </details>
  );
}

function inWords(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return isDecimal(value) ? formatDecimal(value) : value;
}

const done: Record<Remedy, string> = {
  adopt: "Our books took the venue's word",
  close: "An order for the difference is on its way",
  ignore: "Left as it is",
};

function Answers({ found }: { found: Discrepancy }) {
  const [asked, setAsked] = useState<Remedy | null>(null);
  const resolve = useResolve();
  const remedies = remediesOf(found);
  const chosen = remedies.find((each) => each.remedy === asked);
  return (
    <>
      <ul className="mt-4 grid gap-2 sm:flex sm:flex-wrap">
        {remedies.map(({ remedy, verb }) => (
          <li key={remedy}>
            <Button
              className="max-sm:w-full"
              variant={remedy === found.proposal ? "primary" : "secondary"}
              onClick={() => setAsked(remedy)}
            >
              {verb}…
            </Button>
          </li>
        ))}
      </ul>
      {chosen && (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={`${chosen.verb}: ${found.symbol || "money"}`}
          consequence={chosen.consequence}
          verb={chosen.verb}
          danger={chosen.sends}
          busy={resolve.isPending}
          error={
            resolve.error && (
              <ProblemNotice
                error={resolve.error}
                what="It was not settled"
                money={chosen.sends ? "maybe" : "untouched"}
              />
            )
          }
          onConfirm={() =>
            resolve.mutate(
              { discrepancyId: found.discrepancy_id, remedy: chosen.remedy },
              {
                onSuccess: () => {
                  toast("ok", done[chosen.remedy], found.symbol);
                  setAsked(null);
                },
              },
            )
          }
        />
      )}
    </>
  );
}
