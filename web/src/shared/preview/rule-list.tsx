import { Ban, Check } from "lucide-react";
import { cn } from "@/shared/cn";
import { formatDecimal } from "@/shared/format";
import { ruleWord, type AskedRule } from "./decision";

interface RuleListProps {
  rules: readonly AskedRule[];
  /** Of its heading, below whatever it stands in. */
  level: 3 | 4;
}

/** Every rule that was asked, with its value beside its limit; those that say no come first. */
export function RuleList({ rules, level }: RuleListProps) {
  if (rules.length === 0) return null;
  const Heading = `h${level}` as const;
  const ordered = [...rules].sort((a, b) => Number(isNo(b)) - Number(isNo(a)));
  return (
    <section>
      <Heading className="mb-1 text-sm font-semibold">Limits asked</Heading>
      <ul className="divide-y divide-line">
        {ordered.map((rule) => (
          <Rule key={`${rule.scope}:${rule.rule}`} rule={rule} />
        ))}
      </ul>
    </section>
  );
}

const isNo = (rule: AskedRule) => rule.outcome === "denied";

function Rule({ rule }: { rule: AskedRule }) {
  const Icon = isNo(rule) ? Ban : Check;
  const used = rule.used_percent === null ? null : Math.min(100, Math.max(0, Number(rule.used_percent)));
  return (
    <li className="py-1.5 text-sm">
      <div className="flex items-baseline gap-2">
        <Icon
          aria-hidden
          className={cn("size-3.5 shrink-0 self-center", isNo(rule) ? "text-danger" : "text-ok")}
        />
        <span>
          {ruleWord(rule.rule)} <span className="text-xs text-ink-soft">{rule.scope}</span>
          {isNo(rule) && <span className="sr-only">, says no</span>}
        </span>
        <span className="ml-auto text-xs num">
          {said(rule.value)}
          {rule.limit !== rule.value && <span className="text-ink-soft"> of {said(rule.limit)}</span>}
        </span>
      </div>
      {used !== null && (
        <div aria-hidden className="mt-1 ml-5.5 h-1 overflow-hidden rounded-full bg-sunken">
          <div
            className={cn("h-full", isNo(rule) ? "bg-danger" : "bg-accent")}
            style={{ width: `${used}%` }}
          />
        </div>
      )}
    </li>
  );
}

const said = (value: string | null) => (value === null ? "–" : formatDecimal(value, { maxDecimals: 4 }));
