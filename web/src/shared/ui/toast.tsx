import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Primitive } from "radix-ui";
import { useSyncExternalStore, type ReactNode } from "react";
import { Button } from "./button";

interface ToastMessage {
  id: number;
  tone: "ok" | "danger";
  title: string;
  detail?: ReactNode;
}

const KEPT = 3; // more than three at once are read by nobody
let messages: readonly ToastMessage[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: readonly ToastMessage[]) {
  messages = next;
  for (const listener of listeners) listener();
}

/** Say that something was done, or that it went wrong. Errors of a form stand beside the form instead. */
export function toast(tone: ToastMessage["tone"], title: string, detail?: ReactNode): void {
  publish([...messages, { id: nextId++, tone, title, detail }].slice(-KEPT));
}

/** Take all of them away: they were said to whoever was here before. */
export function clearToasts(): void {
  publish([]);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <Primitive.Provider duration={5000} swipeDirection="right">
      {shown.map((message) => {
        const Icon = message.tone === "ok" ? CircleCheck : CircleAlert;
        return (
          <Primitive.Root
            key={message.id}
            type={message.tone === "ok" ? "background" : "foreground"}
            onOpenChange={(open) => !open && publish(messages.filter((m) => m.id !== message.id))}
            className="flex animate-enter items-start gap-3 rounded-card border border-line bg-raised px-3.5 py-3 text-sm shadow-raised"
          >
            <Icon
              aria-hidden
              className={message.tone === "ok" ? "mt-0.5 size-4 text-ok" : "mt-0.5 size-4 text-danger"}
            />
            <div className="min-w-0 flex-1">
              <Primitive.Title className="font-medium">{message.title}</Primitive.Title>
              {message.detail && (
                <Primitive.Description className="text-ink-soft">{message.detail}</Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <Button variant="quiet" size="icon-sm" aria-label="Dismiss">
                <X aria-hidden />
              </Button>
            </Primitive.Close>
          </Primitive.Root>
        );
      })}
      <Primitive.Viewport
        data-slot="toaster"
        className="fixed right-4 bottom-20 z-50 grid w-[min(24rem,calc(100vw-2rem))] gap-2 md:bottom-4"
      />
    </Primitive.Provider>
  );
}
