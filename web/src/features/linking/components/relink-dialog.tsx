import { useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import type { Account } from "@/shared/api";
import { useForm } from "@/shared/hooks/use-form";
import { venuesQuery } from "@/shared/server";
import { Button, Dialog, ProblemNotice, toast } from "@/shared/ui";
import { useRelink } from "../api/linking";
import { CredentialFields } from "./credential-fields";

const EMPTY = { credential: { key_id: "", secret: "" } };

const validate = ({ credential }: typeof EMPTY) => ({
  "credential.key_id": credential.key_id.trim() ? null : "Paste the key.",
  "credential.secret": credential.secret.trim() ? null : "Paste the secret.",
});

/** Another key for the same account at the venue; orders and positions go on as they are. */
export function RelinkDialog({ account, onDone }: { account: Account; onDone: () => void }) {
  const venues = useQuery(venuesQuery());
  const [start] = useState(EMPTY);
  const form = useForm(start, validate);
  const relink = useRelink();
  const { credential } = form.values;
  const fields = venues.data?.find((each) => each.broker === account.broker)?.fields ?? [];
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    relink.mutate(
      {
        accountId: account.account_id,
        credential: { key_id: credential.key_id.trim(), secret: credential.secret.trim() },
      },
      {
        onSuccess: () => {
          toast("ok", `${account.label} is linked again`);
          onDone();
        },
        onError: form.refuse,
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Relink ${account.label}`}
      description="Give it a new key of the same account at the venue. Orders and positions there go on as they are and are looked at again at once."
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <CredentialFields
          fields={fields}
          value={credential}
          onChange={(name, text) => form.set("credential", { ...credential, [name]: text })}
          errorOf={form.errorOf}
          onBlur={form.touch}
        />
        <ProblemNotice error={relink.error} what="The account keeps its old key" money="untouched" />
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" busy={relink.isPending}>
            Relink account
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
