import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { Button } from "./button";

interface SheetProps {
  onClose: () => void;
  title: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Stays in sight below what scrolls: what is about to happen, and the button that does it. */
  footer?: ReactNode;
  className?: string;
}

/** Detail beside its list: a drawer with its own URL, so it is open while mounted and `Esc` goes back to the list. */
export function Sheet({ onClose, title, subtitle, actions, children, footer, className }: SheetProps) {
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-enter bg-scrim" />
        <Primitive.Content
          data-slot="sheet"
          aria-describedby={undefined}
          className={cn(
            "fixed inset-y-0 right-0 z-40 flex w-full animate-slide-in flex-col border-l border-line bg-surface shadow-raised sm:max-w-xl",
            className,
          )}
        >
          <header className="flex items-start gap-3 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
              {subtitle && <div className="mt-0.5 text-xs text-ink-soft">{subtitle}</div>}
            </div>
            {actions}
            <Primitive.Close asChild>
              <Button variant="quiet" size="icon-sm" aria-label="Close">
                <X aria-hidden />
              </Button>
            </Primitive.Close>
          </header>
          {/* Focusable, so that a keyboard can scroll a long story. */}
          <div
            className="min-h-0 flex-1 overflow-y-auto px-5 py-4"
            tabIndex={0}
            role="region"
            aria-label="Details"
          >
            {children}
          </div>
          {footer && <footer className="border-t border-line bg-surface px-5 py-3">{footer}</footer>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
