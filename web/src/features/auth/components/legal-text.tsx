import type { LegalDocument } from "@/shared/api";
import { Dialog } from "@/shared/ui";

export function LegalText({ document, onClose }: { document: LegalDocument; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={document.title}
      description={`Version ${document.version}`}
      className="sm:max-w-2xl"
    >
      {/* Focusable, so that a keyboard can scroll it. */}
      <div
        tabIndex={0}
        role="region"
        aria-label={document.title}
        className="max-h-[55dvh] overflow-y-auto text-sm leading-relaxed whitespace-pre-line"
      >
        {document.text}
      </div>
    </Dialog>
  );
}
