import { FlaskConical, Link2, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import type { Account } from "@/shared/api";
import { useAccounts, useVenueTitle } from "@/shared/server";
import { Button, Card, CardHeader, DataTable, EmptyState, PanelState } from "@/shared/ui";
import { accountColumns } from "../components/account-columns";
import { AccountMenu, type AccountAct } from "../components/account-menu";
import { CreateAccount } from "../components/create-account";
import { LinkDialog } from "../components/link-dialog";
import { LinkReturn } from "../components/link-return";
import { RelinkDialog } from "../components/relink-dialog";
import { RenameAccount } from "../components/rename-account";
import { UnlinkDialog } from "../components/unlink-dialog";

const dialogs = { rename: RenameAccount, relink: RelinkDialog, unlink: UnlinkDialog };

/** The trader's broker accounts: paper ones of ours, and linked ones with what became of their keys. */
export function AccountsPage() {
  const query = useAccounts();
  const venueTitle = useVenueTitle();
  const columns = useMemo(() => accountColumns(venueTitle), [venueTitle]);
  const [opening, setOpening] = useState<"paper" | "link" | null>(null);
  const [asked, setAsked] = useState<{ act: AccountAct; account: Account } | null>(null);
  const done = () => setOpening(null);
  const Asked = asked && dialogs[asked.act];
  return (
    <>
      <LinkReturn onAgain={() => setOpening("link")} />
      <Card aria-label="Broker accounts">
        <CardHeader
          title="Broker accounts"
          actions={
            <>
              <Button size="sm" onClick={() => setOpening("paper")}>
                <Plus aria-hidden /> Create paper account
              </Button>
              <Button variant="primary" size="sm" onClick={() => setOpening("link")}>
                <Link2 aria-hidden /> Link a broker
              </Button>
            </>
          }
        />
        <PanelState
          query={query}
          what="The accounts could not be read"
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState icon={FlaskConical} title="No account yet">
              A paper account trades live prices with simulated money: the place to try an agent before it
              touches yours.
            </EmptyState>
          }
        >
          {(rows) => (
            <DataTable
              caption="Broker accounts"
              columns={columns}
              rows={rows}
              rowKey={(account) => account.account_id}
              actions={(account) => (
                <AccountMenu account={account} onAct={(act) => setAsked({ act, account })} />
              )}
            />
          )}
        </PanelState>
      </Card>
      {opening === "paper" && <CreateAccount onDone={done} />}
      {opening === "link" && <LinkDialog onDone={done} />}
      {asked && Asked && <Asked account={asked.account} onDone={() => setAsked(null)} />}
    </>
  );
}
