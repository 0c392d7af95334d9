import type { ReactNode } from "react";

/** The quiet page around sign-in and sign-up. */
export function AuthPage({
  title,
  purpose,
  children,
  foot,
}: {
  title: string;
  purpose: string;
  children: ReactNode;
  foot: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh content-start justify-items-center px-4 py-10 sm:content-center">
      <title>{`${title} · Tradewright`}</title>
      <div className="w-full max-w-md">
        <div className="mb-6 flex items-center gap-2.5 text-base font-semibold tracking-tight">
          <img src="/favicon.svg" alt="" className="size-8" />
          Tradewright
        </div>
        <div className="rounded-card border border-line bg-surface p-5 sm:p-6">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          <p className="mt-1 mb-5 text-sm text-ink-soft">{purpose}</p>
          {children}
        </div>
        <p className="mt-4 text-center text-sm text-ink-soft">{foot}</p>
      </div>
    </main>
  );
}
