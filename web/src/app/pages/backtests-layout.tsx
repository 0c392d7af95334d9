import { Link, Outlet } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Button, PageTitle } from "@/shared/ui";

export function BacktestsLayout() {
  return (
    <>
      <PageTitle
        title="Backtests"
        purpose="What a strategy would have done on past prices, with its costs and its luck."
        actions={
          <Button asChild variant="primary">
            <Link to="/backtests/new">
              <Plus aria-hidden /> Run a backtest
            </Link>
          </Button>
        }
      />
      <Outlet />
    </>
  );
}
