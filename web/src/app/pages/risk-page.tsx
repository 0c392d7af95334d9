import { DrawdownCard } from "@/features/portfolio/components/drawdown-card";
import { EquityCard } from "@/features/portfolio/components/equity-card";
import { RiskPage as Risk } from "@/features/risk/routes/risk-page";

/** Risk with the charts of what an account's money did, which another feature draws. */
export function RiskPage() {
  return (
    <Risk
      charts={(account) => (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-2">
          <EquityCard key={`equity ${account.account_id}`} account={account} />
          <DrawdownCard key={`drawdown ${account.account_id}`} account={account} />
        </div>
      )}
    />
  );
}
