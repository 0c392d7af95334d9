import { Link, useRouter } from "@tanstack/react-router";
import { Button, PageTitle, ProblemNotice, Skeleton } from "@/shared/ui";

export function PagePending() {
  return (
    <div role="status" aria-label="Loading the page" className="grid gap-4 p-4">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-64" />
    </div>
  );
}

/** A page broke or could not be loaded; the rest of the app goes on. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <main className="mx-auto w-full max-w-2xl p-6">
      <PageTitle title="This page could not be shown" />
      <ProblemNotice
        error={error}
        what="Your orders and limits are not affected"
        onRetry={() => void router.invalidate()}
      />
    </main>
  );
}

export function PageMissing() {
  return (
    <main className="mx-auto grid w-full max-w-2xl justify-items-start gap-4 p-6">
      <PageTitle
        title="There is no such page"
        purpose="The address may be mistyped, or what it named was deleted."
      />
      <Button asChild variant="primary">
        <Link to="/">Go to Home</Link>
      </Button>
    </main>
  );
}
