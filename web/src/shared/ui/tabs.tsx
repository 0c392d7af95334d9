import { Link, useRouterState, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

export interface TabLink {
  label: ReactNode;
  to: NonNullable<LinkProps["to"]>;
}

/** Tabs that are places: each has its own URL, so they are links in a navigation and not an ARIA tab list. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  // The tab that says most about the path: `/orders/o1` belongs to `/orders`, `/orders/positions` has its own.
  const here = tabs
    .filter((tab) => path === tab.to || path.startsWith(`${tab.to}/`))
    .sort((a, b) => b.to.length - a.to.length)[0];
  return (
    <nav aria-label={label} data-slot="tabs" className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map((tab) => (
        <Link
          key={tab.to}
          to={tab.to}
          activeProps={{}}
          aria-current={tab === here ? "page" : undefined}
          className={cn(
            "-mb-px border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap focus-visible:-outline-offset-2",
            tab === here ? "border-accent text-ink" : "border-transparent text-ink-soft hover:text-ink",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
