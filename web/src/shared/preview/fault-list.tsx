import type { PreviewFault } from "./api";

/** Each fault with its path, its place, and what would be right. */
export function FaultList({ faults }: { faults: readonly PreviewFault[] }) {
  return (
    <ul aria-label="What is wrong" className="grid gap-3">
      {faults.map((fault, index) => (
        <li key={`${fault.path}:${index}`} className="border-l-2 border-danger pl-3 text-sm">
          <p className="flex flex-wrap items-baseline gap-x-3">
            <code className="font-mono text-xs font-semibold break-all">{fault.path}</code>
            <span className="text-xs text-ink-soft">
              line <span className="num">{fault.line}</span>, column{" "}
              <span className="num">{fault.column}</span>
            </span>
          </p>
          <p>{fault.message}</p>
          {fault.value !== null && (
            <p className="text-xs text-ink-soft">
              It says <code className="font-mono break-all">{fault.value}</code>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
