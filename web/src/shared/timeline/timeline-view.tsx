import {
  Bell,
  Braces,
  CircleCheck,
  FileCheck2,
  Ruler,
  Send,
  ShieldCheck,
  type LucideIcon,
} from "lucide-react";
import type { Timeline, TimelineStep } from "@/shared/api";
import { cn } from "@/shared/cn";
import { formatDecimal, formatMoment, formatSpan, isDecimal, spanBetween } from "@/shared/format";
import { useZone } from "@/shared/server";
import { CopyButton } from "@/shared/ui";

const icons: Record<string, LucideIcon> = {
  received: Bell,
  parsed: Braces,
  sized: Ruler,
  risk: ShieldCheck,
  order: FileCheck2,
  venue: Send,
  fill: CircleCheck,
};

const tones: Record<string, string> = {
  ok: "border-ok/50 bg-ok-soft text-ok",
  waiting: "border-info/50 bg-info-soft text-info",
  refused: "border-warn/60 bg-warn-soft text-warn",
  failed: "border-danger/60 bg-danger-soft text-danger",
};

interface TimelineViewProps {
  timeline: Timeline;
  /** Of the headings of its steps, below whatever it stands in. */
  level: 3 | 4;
}

/** One vertical line from alert to fill, the time between steps beside it, each step with its evidence. */
export function TimelineView({ timeline, level }: TimelineViewProps) {
  const first = timeline.steps[0];
  const last = timeline.steps.at(-1);
  return (
    <div>
      <ol className="relative">
        {timeline.steps.map((step, index) => (
          <Step
            key={index}
            level={level}
            step={step}
            before={timeline.steps[index - 1]}
            isLast={index === timeline.steps.length - 1}
          />
        ))}
      </ol>
      {first && last && first !== last && (
        <p className="mt-1 text-sm text-ink-soft">
          From first to last step:{" "}
          <span className="font-medium num text-ink">{formatSpan(spanBetween(first.at, last.at))}</span>
        </p>
      )}
      <p className="mt-3 flex items-center gap-2 border-t border-line pt-3 text-xs text-ink-soft">
        Correlation id
        <span className="min-w-0 truncate font-mono">{timeline.correlation_id}</span>
        <CopyButton text={timeline.correlation_id} what="correlation id" className="size-6" />
      </p>
    </div>
  );
}

function Step({
  step,
  before,
  isLast,
  level,
}: {
  level: 3 | 4;
  step: TimelineStep;
  before: TimelineStep | undefined;
  isLast: boolean;
}) {
  const zone = useZone();
  const Heading = `h${level}` as const;
  const Icon = icons[step.step] ?? CircleCheck;
  const data = Object.entries(step.data).filter(([, value]) => isSaid(value));
  const at = new Date(step.at);
  return (
    <li className="relative grid grid-cols-[2rem_1fr] gap-x-3 pb-4">
      {!isLast && <span aria-hidden className="absolute top-8 bottom-0 left-4 w-px bg-line-strong/60" />}
      <span
        className={cn(
          "grid size-8 place-items-center rounded-full border",
          tones[step.status] ?? "border-line-strong bg-surface text-ink-soft",
        )}
      >
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 pt-1">
        <div className="flex items-baseline justify-between gap-3">
          <Heading className="font-medium">{step.title}</Heading>
          <time
            dateTime={step.at}
            title={`${formatMoment(at, zone)} ${zone}\n${formatMoment(at, "UTC")} UTC`}
            className="text-xs num text-ink-soft"
          >
            {before ? sinceBefore(before, step) : formatMoment(at, zone)}
          </time>
        </div>
        {step.detail && (
          <p
            className={cn("mt-0.5 text-sm break-words", step.status === "ok" ? "text-ink-soft" : "text-ink")}
          >
            {step.detail}
          </p>
        )}
        {data.length > 0 && (
          <details className="mt-1.5">
            <summary className="inline-flex min-h-6 items-center text-xs font-medium text-accent underline-offset-3 hover:underline">
              Evidence
            </summary>
            <dl className="mt-1 grid gap-x-4 rounded-control border border-line bg-sunken px-3 py-1.5 text-xs">
              {data.map(([name, value]) => (
                <Evidence key={name} name={name} value={value} />
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}

/** The time since the step before; nothing when one commit wrote both. */
function sinceBefore(before: TimelineStep, step: TimelineStep): string {
  const span = spanBetween(before.at, step.at);
  return span > 0 ? `+${formatSpan(span)}` : "";
}

/** One fact of a step; what has parts is drawn as a list within the list, so that nobody must read JSON. */
function Evidence({ name, value }: { name: string; value: unknown }) {
  const word = name.replaceAll("_", " ");
  if (typeof value === "object" && value !== null) {
    return (
      <div className="py-1">
        <dt className="text-ink-soft">{word}</dt>
        <dd className="border-l border-line-strong/50 pl-3">
          {Array.isArray(value) ? (
            <ul>
              {(value as unknown[]).map((each, index) => (
                <li key={index} className="py-0.5">
                  {inWords(each)}
                </li>
              ))}
            </ul>
          ) : (
            <dl>
              {Object.entries(value as Record<string, unknown>)
                .filter(([, each]) => isSaid(each))
                .map(([key, each]) => (
                  <Evidence key={key} name={key} value={each} />
                ))}
            </dl>
          )}
        </dd>
      </div>
    );
  }
  const text = inWords(value);
  const isLong = text.length > 30;
  return (
    <div className={cn("py-1", !isLong && "flex items-baseline justify-between gap-4")}>
      <dt className="text-ink-soft">{word}</dt>
      <dd
        className={cn(
          "min-w-0 break-words whitespace-pre-wrap",
          typeof value === "string" && isDecimal(value) && "num",
        )}
      >
        {text}
      </dd>
    </div>
  );
}

function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function inWords(value: unknown): string {
  if (typeof value === "string") return isDecimal(value) ? formatDecimal(value) : value;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  return Object.entries(value)
    .filter(([, each]) => isSaid(each))
    .map(([key, each]) => `${key.replaceAll("_", " ")} ${inWords(each)}`)
    .join(", ");
}
