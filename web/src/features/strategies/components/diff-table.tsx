import { Badge, type BadgeTone } from "@/shared/ui";
import type { Diff, Difference } from "../api/strategies";
import { placeWords } from "../document/faults";
import { parsePath } from "../document/json";

const KINDS: Record<Difference["kind"], { word: string; tone: BadgeTone }> = {
  added: { word: "Added", tone: "ok" },
  removed: { word: "Removed", tone: "danger" },
  changed: { word: "Changed", tone: "info" },
};

/** What became different, place by place, with what stood there before and after. */
export function DiffTable({ diff }: { diff: Diff }) {
  if (diff.differences.length === 0) {
    return <p className="px-4 pb-4 text-sm text-ink-soft">These two versions are the same.</p>;
  }
  return (
    <>
      {diff.is_same_meaning && (
        <p className="px-4 pb-3 text-xs text-ink-soft">Only words changed: both trade exactly alike.</p>
      )}
      <ul aria-label="Differences" className="divide-y divide-line border-t border-line text-sm">
        {diff.differences.map((one) => (
          <li key={one.path} className="grid gap-1.5 px-4 py-2.5">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone={KINDS[one.kind].tone}>{KINDS[one.kind].word}</Badge>
              <span className="font-medium wrap-anywhere">{placeWords(parsePath(one.path), () => null)}</span>
            </p>
            <div className="grid gap-1 font-mono text-xs">
              {one.kind !== "added" && (
                <Value sign="−" word="before" value={one.before} className="bg-danger-soft" />
              )}
              {one.kind !== "removed" && (
                <Value sign="+" word="after" value={one.after} className="bg-ok-soft" />
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function Value({
  sign,
  word,
  value,
  className,
}: {
  sign: string;
  word: string;
  value: unknown;
  className: string;
}) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 1)?.replace(/\n\s*/g, " ");
  return (
    <p className={`flex gap-2 rounded-[4px] px-2 py-1 ${className}`}>
      <span aria-hidden>{sign}</span>
      <span className="sr-only">{word}: </span>
      <span className="min-w-0 wrap-anywhere">{text}</span>
    </p>
  );
}
