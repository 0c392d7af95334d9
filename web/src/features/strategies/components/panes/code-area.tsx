/** A text with numbered lines; lines with something to say are marked. Read-only for text that the server wrote. */
import { useEffect, useMemo, useRef } from "react";
import { cn } from "@/shared/cn";

interface CodeAreaProps {
  label: string;
  text: string;
  onChange?: (text: string) => void;
  onBlur?: () => void;
  /** 1 is the first. */
  marked?: ReadonlySet<number>;
  /** Bring this line into view; a new object each time it is asked for. */
  goTo?: { line: number } | null;
  describedBy?: string | undefined;
  isInvalid?: boolean;
}

const LINE_PX = 20;

export function CodeArea({
  label,
  text,
  onChange,
  onBlur,
  marked,
  goTo,
  describedBy,
  isInvalid,
}: CodeAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.split("\n").length, [text]);

  useEffect(() => {
    if (!goTo || !area.current) return;
    const before = area.current.value.split("\n").slice(0, goTo.line - 1);
    const at = before.reduce((sum, line) => sum + line.length + 1, 0);
    area.current.focus();
    area.current.setSelectionRange(at, at);
    area.current.scrollTop = Math.max(0, (goTo.line - 4) * LINE_PX);
  }, [goTo]);

  return (
    <div className="flex h-full min-h-0 overflow-hidden font-mono text-[13px] leading-5">
      <div
        ref={gutter}
        aria-hidden
        className="w-11 shrink-0 overflow-hidden border-r border-line bg-sunken py-2 text-right text-xs leading-5 text-ink-soft select-none"
      >
        {Array.from({ length: lines }, (_, i) => (
          <div
            key={i}
            className={cn("h-5 pr-2", marked?.has(i + 1) && "bg-danger-soft font-semibold text-danger")}
          >
            {i + 1}
          </div>
        ))}
        <div className="h-8" />
      </div>
      <textarea
        ref={area}
        data-slot="code-area"
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        value={text}
        readOnly={!onChange}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        autoComplete="off"
        onChange={(event) => onChange?.(event.target.value)}
        onBlur={onBlur}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        className="min-h-0 min-w-0 flex-1 resize-none overflow-auto bg-transparent px-3 py-2 whitespace-pre outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus"
      />
    </div>
  );
}
