import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

export interface TabLink {
  label: ReactNode;
  to: LinkProps["to"];
  exact?: boolean;
}

/** Tabs that are places: each has its own URL, so they are links in a navigation and not an ARIA tab list. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} data-slot="tabs" className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map((tab) => (
        <Link
          key={String(tab.to)}
          to={tab.to}
          activeOptions={{ exact: tab.exact ?? false, includeSearch: false }}
          className="-mb-px border-b-2 border-transparent px-3 py-2 text-sm font-medium whitespace-nowrap text-ink-soft hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
