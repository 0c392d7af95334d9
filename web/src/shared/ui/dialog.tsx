import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { Button } from "./button";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  className?: string;
}

export function Dialog({ open, onOpenChange, title, description, children, footer, className }: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 grid animate-enter place-items-end overflow-y-auto bg-scrim sm:place-items-center sm:p-6">
          <Primitive.Content
            data-slot="dialog"
            {...(description ? {} : { "aria-describedby": undefined })}
            className={cn(
              "relative w-full rounded-t-card border border-line bg-raised p-5 shadow-raised sm:max-w-lg sm:rounded-card",
              className,
            )}
          >
            <Primitive.Title className="pr-10 text-base font-semibold">{title}</Primitive.Title>
            {description && (
              <Primitive.Description className="mt-1.5 text-sm text-ink-soft">
                {description}
              </Primitive.Description>
            )}
            {children && <div className="mt-4">{children}</div>}
            {footer && <div className="mt-5 flex flex-wrap justify-end gap-2">{footer}</div>}
            <Primitive.Close asChild>
              <Button variant="quiet" size="icon-sm" className="absolute top-4 right-4" aria-label="Close">
                <X aria-hidden />
              </Button>
            </Primitive.Close>
          </Primitive.Content>
        </Primitive.Overlay>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, in a sentence with numbers. */
  consequence: ReactNode;
  /** The verb on the button. */
  verb: string;
  danger?: boolean;
  busy?: boolean;
  error?: ReactNode;
  onConfirm: () => void;
}

/** Ask before an act that cannot be undone; the consequence stands above the button that causes it. */
export function Confirm({
  open,
  onOpenChange,
  title,
  consequence,
  verb,
  danger,
  busy,
  error,
  onConfirm,
}: ConfirmProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep as it is</Button>
          <Button variant={danger ? "danger" : "primary"} busy={busy ?? false} onClick={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      {error}
    </Dialog>
  );
}
