import { PageTitle } from "@/shared/ui";

export function BacktestPage() {
  return <PageTitle title="Backtest" />;
}
