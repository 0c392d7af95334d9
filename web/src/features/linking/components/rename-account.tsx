import { useState } from "react";
import type { Account } from "@/shared/api";
import { Button, Dialog, Field, Input, ProblemNotice } from "@/shared/ui";
import { useRenameAccount } from "../api/linking";

export function RenameAccount({ account, onDone }: { account: Account; onDone: () => void }) {
  const [label, setLabel] = useState(account.label);
  const rename = useRenameAccount();
  return (
    <Dialog open onOpenChange={(open) => !open && onDone()} title={`Rename ${account.label}`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (label.trim())
            rename.mutate({ accountId: account.account_id, label: label.trim() }, { onSuccess: onDone });
        }}
      >
        <Field label="Name" required>
          {(control) => (
            <Input {...control} value={label} onChange={(event) => setLabel(event.target.value)} />
          )}
        </Field>
        {rename.error && <ProblemNotice error={rename.error} what="The account was not renamed" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" busy={rename.isPending} disabled={!label.trim()}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
