import { Card, CardBody, CardHeader, Figure } from "@/shared/ui";
import type { DayDrawdown as Drawdown } from "../api/risk";

/** How far the account stands below the best of its day, in one line. */
export function DayDrawdown({ drawdown, currency }: { drawdown: Drawdown | null; currency: string }) {
  return (
    <Card aria-labelledby="day-drawdown">
      <CardHeader
        id="day-drawdown"
        title="Drawdown today"
        note="from the highest equity of the trading day"
      />
      <CardBody>
        {drawdown === null ? (
          <p className="text-sm text-ink-soft">It begins with the first figure of the day.</p>
        ) : (
          <p className="text-sm">
            Down <Figure value={drawdown.drawdown} decimals={2} unit={currency} className="font-semibold" />
            {drawdown.drawdown_percent !== null && (
              <>
                {" "}
                (<Figure value={drawdown.drawdown_percent} decimals={2} unit="%" />)
              </>
            )}{" "}
            from <Figure value={drawdown.peak} decimals={2} />: equity is{" "}
            <Figure value={drawdown.equity} decimals={2} /> now.
          </p>
        )}
      </CardBody>
    </Card>
  );
}
