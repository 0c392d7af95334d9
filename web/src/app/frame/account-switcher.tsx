import { Check, ChevronsUpDown, FlaskConical, Landmark, Plus } from "lucide-react";
import { CONNECTION, ConnectionMark, isTroubled } from "@/shared/account";
import { useNavigate } from "@tanstack/react-router";
import { chooseAccount, useAccounts, useCurrentAccount } from "@/shared/server";
import { useLiveAccount } from "@/shared/live";
import { Button, Dropdown, DropdownItem, DropdownLabel, DropdownSeparator, Figure } from "@/shared/ui";

const kinds = {
  live: "Live: real money",
  paper: "Paper: simulated money",
  rehearsal: "Rehearsal: fake venue",
} as const;

/** Which account the figures are about; paper or live said by a word and a sign. */
export function AccountSwitcher() {
  const navigate = useNavigate();
  const { data } = useAccounts();
  const current = useCurrentAccount();
  const live = useLiveAccount(current?.account_id);
  const trouble =
    current && isTroubled(current.connection) ? CONNECTION[current.connection.state].word : null;
  const Icon = current?.environment === "live" ? Landmark : FlaskConical;
  return (
    <Dropdown
      align="start"
      label="Broker accounts"
      trigger={
        <Button
          variant="quiet"
          className="min-w-0 shrink gap-2 border border-line bg-surface px-2.5"
          aria-label={
            current
              ? `Account: ${current.label}, ${current.environment}${trouble ? `, ${trouble.toLowerCase()}` : ""}. Switch account`
              : "Switch account"
          }
        >
          <Icon aria-hidden className="text-ink-soft" />
          <span className="grid justify-items-start leading-tight">
            <span className="max-w-28 truncate text-[11px] text-ink-soft sm:max-w-44 sm:text-sm sm:text-ink">
              {current?.label ?? "No account"}
            </span>
            {current && (
              <span className="sm:hidden">
                <Figure
                  value={live?.equity ?? current.equity}
                  decimals={2}
                  className="text-xs font-semibold"
                />
              </span>
            )}
          </span>
          {trouble && <ConnectionMark account={current} isSmall />}
          <ChevronsUpDown aria-hidden className="text-ink-soft" />
        </Button>
      }
    >
      <DropdownLabel>Broker accounts</DropdownLabel>
      {(data ?? []).map((account) => (
        <DropdownItem key={account.account_id} onSelect={() => chooseAccount(account.account_id)}>
          {account.environment === "live" ? <Landmark aria-hidden /> : <FlaskConical aria-hidden />}
          <span className="flex-1">
            {account.label}
            <span className="block text-xs text-ink-soft">
              {kinds[account.environment]}, {account.currency}
            </span>
          </span>
          <ConnectionMark account={account} />
          {account.account_id === current?.account_id && (
            <Check aria-label="chosen" className="text-accent!" />
          )}
        </DropdownItem>
      ))}
      <DropdownSeparator />
      <DropdownItem onSelect={() => void navigate({ to: "/settings/accounts" })}>
        <Plus aria-hidden /> Manage accounts
      </DropdownItem>
    </Dropdown>
  );
}
