import { lazy, Suspense, useState } from "react";
import { useAccounts } from "@/shared/server";
import { Button, Notice } from "@/shared/ui";
import { linkStateOf } from "./link-words";

const RelinkDialog = lazy(() => import("./relink-dialog").then((m) => ({ default: m.RelinkDialog })));

/** An account whose key the venue no longer takes: said on every page until it is linked again. */
export function RevokedBanner() {
  const { data } = useAccounts();
  const [relinking, setRelinking] = useState<string | null>(null);
  const revoked = (data ?? []).filter((account) => linkStateOf(account) === "revoked");
  const chosen = revoked.find((account) => account.account_id === relinking);
  return (
    <>
      {revoked.map((account) => (
        <Notice
          key={account.account_id}
          tone="danger"
          role="alert"
          className="mb-4"
          title={`${account.label} is disconnected`}
          actions={
            <Button size="sm" onClick={() => setRelinking(account.account_id)}>
              Relink {account.label}
            </Button>
          }
        >
          The venue no longer takes its key{account.link?.reason ? `: ${account.link.reason}` : ""}. Nothing
          can be sent there, and orders that rest there are not watched until it is linked again.
        </Notice>
      ))}
      {chosen && (
        <Suspense>
          <RelinkDialog account={chosen} onDone={() => setRelinking(null)} />
        </Suspense>
      )}
    </>
  );
}
