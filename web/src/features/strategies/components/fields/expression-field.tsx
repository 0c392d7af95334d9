/** A formula: completes names while it is typed, and shows a fault at its column with the cure to press. */
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { cn } from "@/shared/cn";
import { useLibrary } from "../../api/library";
import { corrected, type Remark } from "../../document/faults";
import type { Path } from "../../document/json";
import { complete, namesFor, suggest, wordBefore, type Name } from "../../document/names";
import { isTypedFor, scalarOf, typedOf } from "../../document/scalars";
import { useBuilder, usePlace } from "../state/builder";
import { Place } from "./place";

interface ExpressionProps {
  path: Path;
  label: ReactNode;
  isLabelHidden?: boolean;
  help?: ReactNode;
  optional?: boolean;
  placeholder?: string;
  className?: string;
}

/** An expression at a place of the draft. What must be there stays as an empty text when it is emptied. */
export function ExpressionField({ isNeeded, ...field }: ExpressionProps & { isNeeded?: boolean }) {
  const [value, set] = usePlace(field.path);
  return (
    <ExpressionInput
      {...field}
      value={value}
      onChange={(typed) => set(scalarOf(typed) ?? (isNeeded ? "" : undefined))}
    />
  );
}

interface InputProps extends ExpressionProps {
  value: ReturnType<typeof usePlace>[0];
  onChange: (typed: string) => void;
}

export function ExpressionInput({ value, onChange, placeholder, ...field }: InputProps) {
  const { document } = useBuilder();
  const library = useLibrary();
  const names = useMemo(() => namesFor(document, library), [document, library]);
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<readonly Name[]>([]);
  const [active, setActive] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const shown = typed !== null && isTypedFor(typed, value) ? typed : typedOf(value);

  const write = (text: string) => {
    setTyped(text);
    onChange(text);
  };
  const look = (text: string, caret: number) => {
    setFound(suggest(names, wordBefore(text, caret)));
    setActive(0);
  };
  const take = (name: Name) => {
    const caret = area.current?.selectionStart ?? shown.length;
    const done = complete(shown, caret, wordBefore(shown, caret) ?? "", name);
    write(done.text);
    setFound([]);
    requestAnimationFrame(() => area.current?.setSelectionRange(done.caret, done.caret));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (found.length === 0) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = found[active];
    if (step !== 0) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter" && chosen) take(chosen);
    else if (event.key === "Escape") setFound([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Place {...field} remarks={(remark) => <Cure remark={remark} text={shown} onTake={write} />}>
      {(control) => (
        <div className="relative">
          <textarea
            {...control}
            ref={area}
            data-slot="expression"
            rows={1}
            value={shown}
            placeholder={placeholder}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            aria-autocomplete="list"
            aria-controls={found.length > 0 ? listId : undefined}
            aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              write(event.target.value);
              look(event.target.value, event.target.selectionStart);
            }}
            onBlur={() => {
              setTyped(null);
              setFound([]);
            }}
            className="block field-sizing-content min-h-9 w-full resize-none rounded-control border border-line-strong bg-surface px-2.5 py-2 font-mono text-base leading-snug placeholder:text-ink-soft/80 disabled:bg-sunken disabled:text-ink-soft aria-invalid:border-danger sm:text-[13px]"
          />
          {found.length > 0 && (
            <ul
              id={listId}
              role="listbox"
              aria-label="Names"
              className="absolute inset-x-0 top-full z-20 mt-1 max-h-64 overflow-y-auto rounded-control border border-line bg-raised p-1 shadow-raised"
            >
              {found.map((name, i) => (
                <li
                  key={`${name.name} ${name.note}`}
                  id={`${listId}-${i}`}
                  role="option"
                  aria-selected={i === active}
                  onPointerDown={(event) => {
                    event.preventDefault(); // the caret must stay where the name goes
                    take(name);
                  }}
                  className={cn(
                    "flex cursor-pointer items-baseline gap-3 rounded-[4px] px-2 py-1 text-xs",
                    i === active && "bg-hover",
                  )}
                >
                  <span className="font-mono font-medium">
                    {name.name}
                    {name.isCall && "()"}
                  </span>
                  <span className="truncate text-ink-soft">{name.note}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Place>
  );
}

/** Where in the formula it is, and the nearest right name to press. */
function Cure({ remark, text, onTake }: { remark: Remark; text: string; onTake: (text: string) => void }) {
  const line = remark.line === null ? undefined : text.split("\n")[remark.line - 1];
  const at = (remark.column ?? 1) - 1;
  const cured = corrected(text, remark);
  const length = remark.value !== null && line?.startsWith(remark.value, at) ? remark.value.length : 1;
  return (
    <>
      {remark.line !== null && (
        <span className="text-ink-soft">
          {" "}
          (line {remark.line}, column {remark.column})
        </span>
      )}
      {cured !== null && (
        <button
          type="button"
          onClick={() => onTake(cured)}
          className="ml-1.5 min-h-6 font-medium text-accent underline underline-offset-2"
        >
          Use {remark.suggestion}
        </button>
      )}
      {line !== undefined && (
        <code aria-hidden className="mt-1 block overflow-x-auto font-mono whitespace-pre text-ink-soft">
          {line.slice(0, at)}
          <mark className="bg-danger-soft text-danger underline decoration-wavy underline-offset-3">
            {line.slice(at, at + length) || " "}
          </mark>
          {line.slice(at + length)}
        </code>
      )}
    </>
  );
}
