/** A place of the draft with its label, its control, and what is said of it. */
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useCallback, useEffect, useId, useRef, useSyncExternalStore, type ReactNode } from "react";
import { cn } from "@/shared/cn";
import type { ControlProps } from "@/shared/ui";
import type { Remark } from "../../document/faults";
import { renderPath, type Path } from "../../document/json";
import { useBuilder } from "../state/builder";

/** What is said of this place, while the element of the ref is on the page. */
export function useRemarks<T extends HTMLElement>(path: Path) {
  const { board } = useBuilder();
  const place = renderPath(path);
  const ref = useRef<T>(null);
  useEffect(() => (ref.current ? board.register(place, ref.current) : undefined), [board, place]);
  const at = useCallback(() => board.at(place), [board, place]);
  return [ref, useSyncExternalStore(board.subscribe, at)] as const;
}

const marks = {
  fault: { icon: CircleAlert, tone: "text-danger" },
  warning: { icon: TriangleAlert, tone: "text-warn" },
  hint: { icon: Info, tone: "text-ink-soft" },
} as const;

export function RemarkLine({ remark, children }: { remark: Remark; children?: ReactNode }) {
  const { icon: Icon, tone } = marks[remark.kind];
  return (
    <p className={cn("flex items-start gap-1.5 text-xs", tone)}>
      <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
      <span className="min-w-0 wrap-anywhere">
        {remark.message}
        {children}
      </span>
    </p>
  );
}

interface PlaceProps {
  path: Path;
  label: ReactNode;
  /** The label is for those who cannot see what stands around the control. */
  isLabelHidden?: boolean;
  help?: ReactNode;
  optional?: boolean;
  className?: string;
  remarks?: (remark: Remark) => ReactNode;
  children: (control: ControlProps) => ReactNode;
}

export function Place({
  path,
  label,
  isLabelHidden,
  help,
  optional,
  className,
  remarks,
  children,
}: PlaceProps) {
  const id = useId();
  const [ref, said] = useRemarks<HTMLDivElement>(path);
  const isWrong = said.some((one) => one.kind === "fault");
  const describedBy = [said.length > 0 ? `${id}-said` : null, help ? `${id}-help` : null].filter(Boolean);
  return (
    <div
      ref={ref}
      data-place={renderPath(path)}
      className={cn("grid min-w-0 content-start gap-1", className)}
    >
      <label htmlFor={id} className={cn("text-xs font-medium", isLabelHidden && "sr-only")}>
        {label}
        {optional && <span className="ml-1 font-normal text-ink-soft">optional</span>}
      </label>
      {children({
        id,
        "aria-describedby": describedBy.join(" ") || undefined,
        "aria-invalid": isWrong ? true : undefined,
        "aria-required": undefined,
      })}
      {said.length > 0 && (
        <div id={`${id}-said`} className="grid gap-1">
          {said.map((remark, i) => (
            <RemarkLine key={i} remark={remark}>
              {remarks?.(remark)}
            </RemarkLine>
          ))}
        </div>
      )}
      {help && (
        <p id={`${id}-help`} className="text-xs text-ink-soft">
          {help}
        </p>
      )}
    </div>
  );
}
