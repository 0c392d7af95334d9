import { useEffect, type ReactNode } from "react";

/** Page head: title, one sentence of what it is for, the primary action at the right. */
export function PageTitle({
  title,
  purpose,
  actions,
}: {
  title: string;
  purpose?: ReactNode;
  actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Tradewright`;
  }, [title]);
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {purpose && <p className="mt-0.5 text-sm text-ink-soft">{purpose}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
