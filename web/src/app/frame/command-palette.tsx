import { Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useEffect, useId, useMemo, useState, type KeyboardEvent } from "react";
import type { Action } from "@/shared/action";
import { cn } from "@/shared/cn";

/** Every word typed must start or stand inside some word of the action. */
function matches(action: Action, typed: string): boolean {
  const hay = `${action.label} ${action.group} ${action.words ?? ""}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

export function CommandPalette({ actions, onClose }: { actions: readonly Action[]; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = useMemo(
    () => actions.filter((a) => a.enabled !== false && a.id !== "palette" && matches(a, typed)),
    [actions, typed],
  );
  const active = Math.min(at, found.length - 1);

  const activeId = found[active] ? `${listId}-${found[active].id}` : undefined;
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  const run = (action: Action | undefined) => {
    if (!action) return;
    onClose();
    action.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((active + step + found.length) % Math.max(found.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[active]);
    }
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-40 w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-card border border-line bg-raised shadow-raised"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <div className="flex items-center gap-2.5 border-b border-line px-4">
            <Search aria-hidden className="size-4 text-ink-soft" />
            <input
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-label="Search and commands"
              aria-activedescendant={activeId}
              className="h-12 w-full bg-transparent text-base outline-none placeholder:text-ink-soft"
              placeholder="Where to, or what to do"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <ul
            id={listId}
            role="listbox"
            aria-label="Commands"
            className="max-h-[50dvh] overflow-y-auto p-1.5"
          >
            {found.map((action, index) => (
              // The keyboard's way is the combobox above, which owns the focus.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <li
                key={action.id}
                id={`${listId}-${action.id}`}
                role="option"
                aria-selected={index === active}
                tabIndex={-1}
                onClick={() => run(action)}
                onMouseMove={() => setAt(index)}
                className={cn(
                  "flex items-center gap-3 rounded-control px-3 py-2 text-sm",
                  index === active && "bg-hover",
                  action.danger && "text-danger",
                )}
              >
                <action.icon aria-hidden className="size-4 shrink-0" />
                <span className="flex-1">{action.label}</span>
                {action.keys && (
                  <span className="flex gap-1">
                    {action.keys.split(" ").map((key) => (
                      <kbd
                        key={key}
                        className="rounded-[4px] border border-line bg-sunken px-1.5 font-sans text-xs text-ink-soft"
                      >
                        {key}
                      </kbd>
                    ))}
                  </span>
                )}
              </li>
            ))}
            {found.length === 0 && (
              <li className="px-3 py-6 text-center text-sm text-ink-soft">
                Nothing is called that. Try “orders” or “pause”.
              </li>
            )}
          </ul>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
