import { NoAnswerError, ProblemError } from "@/shared/api";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { Notice } from "./notice";

interface ProblemNoticeProps {
  error: unknown;
  /** What was being done, as a sentence start: "The order was not cancelled". */
  what?: string;
  /** Whether money may have moved; said in words, because that is the first question. */
  money?: "untouched" | "maybe";
  onRetry?: () => void;
  className?: string;
}

/** What happened, whether money was touched, what to do, and the id to quote when asking for help. */
export function ProblemNotice({ error, what, money, onRetry, className }: ProblemNoticeProps) {
  if (!error) return null;
  const problem = error instanceof ProblemError ? error.problem : null;
  const text =
    problem?.detail ??
    problem?.title ??
    (error instanceof NoAnswerError
      ? `${error.message} We try again when the connection is back.`
      : "Something in this page went wrong.");
  const loose = problem?.errors?.filter((fault) => !fault.path) ?? [];
  return (
    <Notice
      tone="danger"
      role="alert"
      title={what ?? problem?.title ?? "This did not work"}
      {...(className ? { className } : {})}
      actions={
        onRetry && (
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{text}</p>
      {loose.map((fault) => (
        <p key={fault.message}>{fault.message}</p>
      ))}
      {money === "untouched" && <p className="mt-1">No order was sent and no money moved.</p>}
      {money === "maybe" && (
        <p className="mt-1">It may have reached the venue. Look at Orders before you try again.</p>
      )}
      {problem?.correlation_id && (
        <p className="mt-1.5 flex items-center gap-2 text-xs text-ink-soft">
          <span className="truncate font-mono">{problem.correlation_id}</span>
          <CopyButton text={problem.correlation_id} what="correlation id" className="size-6" />
        </p>
      )}
    </Notice>
  );
}
