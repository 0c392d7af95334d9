import { Link } from "@tanstack/react-router";
import { RecentAlerts } from "@/features/alerts/components/recent-alerts";
import { PositionTable } from "@/features/orders/components/position-table";
import { RecentOrders } from "@/features/orders/components/recent-orders";
import { EquityCard } from "@/features/portfolio/components/equity-card";
import { PauseBanner } from "@/features/risk/components/pause-banner";
import { useCurrentAccount } from "@/shared/server";
import { Button, Card, CardHeader, PageTitle } from "@/shared/ui";

/** What is happening with the money of the chosen account, on one page. */
export function HomePage() {
  const account = useCurrentAccount();
  const id = account?.account_id;
  return (
    <>
      <PageTitle title="Home" />
      <PauseBanner />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <EquityCard key={id} account={account} />
          <Card aria-labelledby="home-positions">
            <CardHeader
              id="home-positions"
              title="Open positions"
              actions={<More to="/orders/positions" label="All positions" />}
            />
            <PositionTable account={account} compact />
          </Card>
          <Card aria-labelledby="home-orders">
            <CardHeader
              id="home-orders"
              title="Orders"
              note="latest"
              actions={<More to="/orders" label="All orders" />}
            />
            <RecentOrders accountId={id} />
          </Card>
        </div>
        <Card aria-labelledby="home-alerts">
          <CardHeader
            id="home-alerts"
            title="Last alerts"
            actions={<More to="/alerts" label="All alerts" />}
          />
          <RecentAlerts />
        </Card>
      </div>
    </>
  );
}

function More({ to, label }: { to: "/orders" | "/orders/positions" | "/alerts"; label: string }) {
  return (
    <Button asChild size="sm" variant="quiet">
      <Link to={to}>{label}</Link>
    </Button>
  );
}
