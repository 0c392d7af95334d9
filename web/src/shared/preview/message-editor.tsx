import { cn } from "@/shared/cn";
import type { ControlProps } from "@/shared/ui";
import { piecesOf, type Place } from "./marks";

interface MessageEditorProps extends ControlProps {
  value: string;
  onChange: (text: string) => void;
  faults: readonly Place[];
  className?: string;
}

const shared =
  "col-start-1 row-start-1 min-h-40 px-3 py-2 font-mono text-base leading-6 break-words whitespace-pre-wrap sm:text-xs sm:leading-5";

/** A message as text, with what is wrong in it underlined where it stands. The drawn copy lies behind what is typed. */
export function MessageEditor({ value, onChange, faults, className, ...control }: MessageEditorProps) {
  return (
    <div className={cn("grid rounded-control border border-line-strong bg-surface", className)}>
      <pre aria-hidden className={cn(shared, "m-0 text-transparent")}>
        {piecesOf(value, faults).map((piece, index) =>
          piece.fault === null ? (
            piece.text
          ) : (
            <span
              key={index}
              className="bg-danger-soft underline decoration-danger decoration-wavy underline-offset-2"
            >
              {piece.text}
            </span>
          ),
        )}
        {"\n"}
      </pre>
      <textarea
        {...control}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        className={cn(
          shared,
          "size-full resize-none overflow-hidden rounded-control bg-transparent text-ink",
        )}
      />
    </div>
  );
}
