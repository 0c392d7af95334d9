import { PageTitle } from "@/shared/ui";

export function ComparePage() {
  return <PageTitle title="Compare backtests" />;
}
