import { CopyButton } from "@/shared/ui";

/** An id to read and to copy. */
export function IdText({ text, what }: { text: string; what: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <span className="truncate font-mono text-xs">{text}</span>
      <CopyButton text={text} what={what} className="size-6" />
    </span>
  );
}
