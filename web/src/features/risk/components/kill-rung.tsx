import { useEffect, useRef, type ReactNode } from "react";
import { Badge, Button } from "@/shared/ui";

interface KillRungProps {
  number: number;
  title: string;
  /** What it will do, with numbers. */
  text: string;
  verb: string;
  /** What the second press says; null for an act of one press. */
  question: string | null;
  isAsked: boolean;
  onAsk: (isAsked: boolean) => void;
  isInForce: boolean;
  canPress: boolean;
  busy: boolean;
  onPress: () => void;
  children?: ReactNode;
}

/** One step of the ladder with the button that takes it. */
export function KillRung(props: KillRungProps) {
  const { number, title, text, verb, question, isAsked, onAsk, isInForce, canPress, busy, onPress } = props;
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsked) yes.current?.focus(); // the button that asked is gone
  }, [isAsked]);
  return (
    <section
      aria-label={title}
      className="grid grid-cols-[auto_1fr] gap-x-3 rounded-card border border-line p-3"
    >
      <span
        aria-hidden
        className="grid size-6 place-items-center rounded-full bg-danger-soft text-xs font-semibold num text-danger"
      >
        {number}
      </span>
      <div>
        <h3 className="flex flex-wrap items-center gap-2 font-medium">
          {title} {isInForce && <Badge tone="warn">In force</Badge>}
        </h3>
        <p className="mt-0.5 mb-2.5 text-sm text-ink-soft">{text}</p>
        {props.children}
        {canPress &&
          (question !== null && isAsked ? (
            <span className="flex flex-wrap gap-2">
              <Button ref={yes} variant="danger" busy={busy} onClick={onPress}>
                {question}
              </Button>
              <Button onClick={() => onAsk(false)}>Not now</Button>
            </span>
          ) : (
            <Button
              variant="danger-outline"
              size="sm"
              busy={busy}
              onClick={() => (question === null ? onPress() : onAsk(true))}
            >
              {verb}
            </Button>
          ))}
      </div>
    </section>
  );
}
