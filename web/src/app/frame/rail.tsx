import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { Ellipsis, PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useState } from "react";
import { cn } from "@/shared/cn";
import { useOpenDiscrepancies } from "@/shared/server";
import { Badge, Button, Dropdown, DropdownItem, Tooltip } from "@/shared/ui";
import { places, PLACES_ON_PHONE } from "./places";

const STORAGE_KEY = "tw.rail";

export function Rail() {
  const [isNarrow, setNarrow] = useState(() => localStorage.getItem(STORAGE_KEY) === "narrow");
  const toggle = () => {
    localStorage.setItem(STORAGE_KEY, isNarrow ? "wide" : "narrow");
    setNarrow(!isNarrow);
  };
  return (
    <div
      className={cn(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-r border-line bg-sunken px-2.5 py-3 md:flex",
        isNarrow ? "w-15" : "w-47",
      )}
    >
      <Link
        to="/"
        className="mb-4 flex h-9 items-center gap-2.5 px-2 font-semibold tracking-tight"
        aria-label="Tradewright, home"
      >
        <img src="/favicon.svg" alt="" className="size-6 shrink-0" />
        {!isNarrow && "Tradewright"}
      </Link>
      <nav aria-label="Main">
        <ul className="grid gap-0.5">
          {places.map(({ label, to, icon: Icon }) => {
            const link = (
              <Link
                to={to}
                activeOptions={{ exact: to === "/", includeSearch: false }}
                aria-label={isNarrow ? label : undefined}
                className="relative flex h-9 items-center gap-2.5 rounded-control px-2.5 text-sm font-medium text-ink-soft transition-colors duration-150 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
              >
                <Icon aria-hidden className="size-4.5 shrink-0" />
                {!isNarrow && label}
                {to === "/orders" && <Waiting isNarrow={isNarrow} />}
              </Link>
            );
            return (
              <li key={to}>
                {isNarrow ? (
                  <Tooltip content={label} side="right">
                    {link}
                  </Tooltip>
                ) : (
                  link
                )}
              </li>
            );
          })}
        </ul>
      </nav>
      <Button
        variant="quiet"
        size={isNarrow ? "icon" : "md"}
        className={cn("mt-auto text-ink-soft", !isNarrow && "justify-start px-2.5")}
        onClick={toggle}
        aria-expanded={!isNarrow}
        aria-label={isNarrow ? "Show labels" : undefined}
      >
        {isNarrow ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
        {!isNarrow && "Hide labels"}
      </Button>
    </div>
  );
}

/** Discrepancies that wait for a person, as a count beside Orders. */
function Waiting({ isNarrow }: { isNarrow: boolean }) {
  const open = useOpenDiscrepancies();
  if (open === 0) return null;
  return (
    <Badge tone="warn" className={isNarrow ? "absolute top-1 right-1 px-1" : "ml-auto"}>
      {open}
      <span className="sr-only"> open {open === 1 ? "discrepancy" : "discrepancies"}</span>
    </Badge>
  );
}

const tab =
  "relative grid h-14 w-full place-content-center justify-items-center gap-0.5 text-[11px] font-medium text-ink-soft focus-visible:-outline-offset-2";

/** The rail of a phone: reachable by thumb. */
export function BottomBar() {
  const navigate = useNavigate();
  const more = places.slice(PLACES_ON_PHONE);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isMore = more.some(({ to }) => path === to || path.startsWith(`${to}/`));
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid grid-cols-6">
        {places.slice(0, PLACES_ON_PHONE).map(({ label, to, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              className={cn(tab, "aria-[current=page]:text-accent")}
            >
              <Icon aria-hidden className="size-5" />
              {label}
              {to === "/orders" && <Waiting isNarrow />}
            </Link>
          </li>
        ))}
        <li>
          <Dropdown
            label="More places"
            trigger={
              <button type="button" className={cn(tab, isMore && "text-accent")}>
                <Ellipsis aria-hidden className="size-5" />
                More
              </button>
            }
          >
            {more.map(({ label, to, icon: Icon }) => (
              <DropdownItem key={to} onSelect={() => void navigate({ to })}>
                <Icon aria-hidden /> {label}
              </DropdownItem>
            ))}
          </Dropdown>
        </li>
      </ul>
    </nav>
  );
}
