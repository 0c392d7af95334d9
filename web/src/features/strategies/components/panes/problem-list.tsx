/** Everything said of the draft, in one list; each entry leads to its place. */
import { CircleCheck } from "lucide-react";
import { useSyncExternalStore } from "react";
import { placeWords, type Remark } from "../../document/faults";
import { getIn, recordOf, type Path } from "../../document/json";
import { typedOf } from "../../document/scalars";
import { lineOf } from "../../document/text";
import { RemarkLine } from "../fields/place";
import { useBuilder } from "../state/builder";
import type { Examined } from "../state/use-examined";

interface ProblemListProps {
  examined: Examined;
  /** Show the line in the text: what no field of the form is about is found there. */
  onLine: (line: number) => void;
}

export function ProblemList({ examined, onLine }: ProblemListProps) {
  const { board, document, text } = useBuilder();
  const remarks = useSyncExternalStore(board.subscribe, board.all);
  const nameOf = (path: Path) => typedOf(recordOf(getIn(document, path))["id"]) || null;
  const go = (remark: Remark) => {
    if (remark.path.length > 0 && board.reveal(remark.path)) return;
    const line = remark.path.length === 0 ? remark.line : lineOf(text, remark.path);
    onLine(line ?? 1);
  };
  const { found } = examined;
  return (
    <div className="grid gap-3 p-3 text-sm">
      {found?.is_valid && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
          <span className="flex items-center gap-1.5 font-medium text-ok">
            <CircleCheck aria-hidden className="size-4" /> Ready to run
          </span>
          {found.warmup_bars !== null && <span>Warm-up {found.warmup_bars} bars</span>}
          {found.cost !== null && <span>Cost of a bar {Math.round(found.cost)} averages</span>}
        </p>
      )}
      {remarks.length > 0 && (
        <ul aria-label="Problems" className="grid gap-1">
          {remarks.map((remark, i) => (
            <li key={i}>
              <button
                type="button"
                onClick={() => go(remark)}
                className="grid w-full gap-0.5 rounded-control px-2 py-1.5 text-left hover:bg-hover"
              >
                <span className="text-xs font-medium">{placeWords(remark.path, nameOf) || "The text"}</span>
                <RemarkLine remark={remark}>
                  {remark.line !== null && (
                    <span className="text-ink-soft">
                      {" "}
                      (line {remark.line}, column {remark.column})
                    </span>
                  )}
                </RemarkLine>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found?.is_valid && remarks.length === 0 && (
        <p className="text-xs text-ink-soft">Nothing is wrong, and nothing looks odd.</p>
      )}
    </div>
  );
}
