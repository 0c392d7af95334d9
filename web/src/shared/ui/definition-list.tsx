import type { ReactNode } from "react";

/** Facts of one thing: name at the left, value at the right. */
export function DefinitionList({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] text-sm">
      {items.map(([name, value]) => (
        <div
          key={name}
          className="flex items-baseline justify-between gap-6 border-b border-line py-1.5 last:border-b-0"
        >
          <dt className="shrink-0 text-ink-soft">{name}</dt>
          <dd className="min-w-0 text-right wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
