import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Account } from "@/shared/api";
import { VenueChart } from "@/shared/chart/venue-chart";
import { useSettled } from "@/shared/hooks/use-settled";
import { accountInstrumentsQuery } from "@/shared/server";
import { openTicket } from "@/shared/ticket";
import { Button, Card, CardBody, CardHeader, Field, Input } from "@/shared/ui";

const SETTLE_MS = 200;

/** The market of a linked account: whatever its venue lists, on the venue's own candles. */
export function VenueMarket({ account }: { account: Account }) {
  const [typed, setTyped] = useState("");
  const symbol = useSettled(typed, SETTLE_MS);
  const found = useQuery(accountInstrumentsQuery(account.account_id, symbol)).data ?? [];
  const instrument = found.find((each) => each.symbol === symbol);
  return (
    <Card aria-labelledby="venue-market-title">
      <CardHeader
        id="venue-market-title"
        title={account.label}
        note="one-minute candles of its own venue; the list below is the simulated market"
        actions={
          instrument && (
            <Button size="sm" onClick={() => openTicket({ symbol: instrument.symbol, action: "buy" })}>
              Order…
            </Button>
          )
        }
      />
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Field
          label="Symbol at the venue"
          help={instrument?.name ?? (symbol ? "Nothing is called that there." : "Type the first letters.")}
        >
          {(control) => (
            <>
              <Input
                {...control}
                list={`${control.id}-found`}
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value.toUpperCase())}
              />
              <datalist id={`${control.id}-found`}>
                {found.map((each) => (
                  <option key={each.symbol} value={each.symbol}>
                    {each.name}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        {instrument && (
          <VenueChart
            account={account}
            instrument={instrument}
            lines={[]}
            told={null}
            venue={account.label}
          />
        )}
      </CardBody>
    </Card>
  );
}
