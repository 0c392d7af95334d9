import { Link, Outlet } from "@tanstack/react-router";
import { Plus, SlidersHorizontal } from "lucide-react";
import { Button, PageTitle, TabLinks } from "@/shared/ui";

export function BacktestsLayout() {
  return (
    <>
      <PageTitle
        title="Backtests"
        purpose="What a strategy would have done on past prices, with its costs and its luck."
        actions={
          <>
            <Button asChild>
              <Link to="/backtests/optimisations/new">
                <SlidersHorizontal aria-hidden /> Search inputs
              </Link>
            </Button>
            <Button asChild variant="primary">
              <Link to="/backtests/new">
                <Plus aria-hidden /> Run a backtest
              </Link>
            </Button>
          </>
        }
      />
      <TabLinks
        label="Backtests"
        tabs={[
          { label: "Runs", to: "/backtests" },
          { label: "Optimiser", to: "/backtests/optimisations" },
        ]}
      />
      <Outlet />
    </>
  );
}
