import { ConnectionMark } from "@/shared/account";
import type { Account, Instrument } from "@/shared/api";
import { Card, CardBody, CardHeader, Checkbox, Field, FieldSet, Input } from "@/shared/ui";
import type { PartProps } from "./form-fields";
import { SymbolPicker } from "./symbol-picker";

interface WhatPartProps extends Pick<PartProps, "form"> {
  accounts: readonly Account[];
  /** Those chosen, or the one the frame is about until the trader chooses. */
  accountIds: readonly string[];
  instruments: readonly Instrument[];
}

const SIDES = ["buy", "sell"] as const;

/** Name, accounts, symbols and sides: what the agent may touch. */
export function WhatPart({ form, accounts, accountIds, instruments }: WhatPartProps) {
  const { values, set } = form;
  return (
    <Card aria-label="What and where">
      <CardHeader title="What and where" />
      <CardBody className="grid gap-5">
        <Field label="Name" error={form.errorOf("name")} required>
          {(control) => (
            <Input
              {...control}
              value={values.name}
              placeholder="Trend follower, BTC 1h"
              onChange={(event) => set("name", event.target.value)}
              onBlur={() => form.touch("name")}
            />
          )}
        </Field>
        <FieldSet legend="Accounts" help="Each alert makes one order on every chosen account.">
          {accounts.map((account) => (
            <Checkbox
              key={account.account_id}
              checked={accountIds.includes(account.account_id)}
              onCheckedChange={(checked) =>
                set(
                  "accountIds",
                  checked === true
                    ? [...accountIds, account.account_id]
                    : accountIds.filter((id) => id !== account.account_id),
                )
              }
              label={
                <>
                  {account.label}{" "}
                  <span className="text-ink-soft">
                    {account.environment === "live" ? "live, real money" : "paper, simulated money"}
                  </span>{" "}
                  <ConnectionMark account={account} />
                </>
              }
            />
          ))}
          {form.errorOf("account_ids") && (
            <p className="text-xs text-danger">{form.errorOf("account_ids")}</p>
          )}
        </FieldSet>
        <SymbolPicker
          value={values.symbols}
          onChange={(symbols) => set("symbols", symbols)}
          instruments={instruments}
        />
        <FieldSet legend="Sides">
          <div className="flex flex-wrap gap-5">
            {SIDES.map((side) => (
              <Checkbox
                key={side}
                checked={values.sides.includes(side)}
                onCheckedChange={(checked) =>
                  set(
                    "sides",
                    SIDES.filter((each) => (each === side ? checked === true : values.sides.includes(each))),
                  )
                }
                label={side === "buy" ? "Buy" : "Sell"}
              />
            ))}
          </div>
          {form.errorOf("sides") && <p className="text-xs text-danger">{form.errorOf("sides")}</p>}
        </FieldSet>
      </CardBody>
    </Card>
  );
}
