import { EllipsisVertical, KeyRound, Pencil, RefreshCw, Unlink } from "lucide-react";
import type { Account } from "@/shared/api";
import { Button, Dropdown, DropdownItem, DropdownSeparator, toast } from "@/shared/ui";
import { useCheckAccount } from "../api/linking";
import { LINK_WORD, linkStateOf } from "./link-words";

export type AccountAct = "rename" | "relink" | "unlink";

/** What can be done with one account. */
export function AccountMenu({ account, onAct }: { account: Account; onAct: (act: AccountAct) => void }) {
  const check = useCheckAccount();
  const again = () =>
    check.mutate(account.account_id, {
      onSuccess: (found) => {
        const state = linkStateOf(found);
        const isTaken = found.link?.status === "ok";
        toast(
          isTaken ? "ok" : "danger",
          `${found.label}: ${LINK_WORD[state].word.toLowerCase()}`,
          found.link?.reason ?? (isTaken ? "The venue takes its key." : undefined),
        );
      },
      onError: (error) => toast("danger", `${account.label} could not be checked`, error.message),
    });
  return (
    <Dropdown
      label={`Acts for ${account.label}`}
      trigger={
        <Button
          size="icon-sm"
          variant="quiet"
          aria-label={`Acts for ${account.label}`}
          busy={check.isPending}
        >
          <EllipsisVertical aria-hidden />
        </Button>
      }
    >
      <DropdownItem onSelect={() => onAct("rename")}>
        <Pencil aria-hidden /> Rename
      </DropdownItem>
      {account.link && (
        <>
          <DropdownItem onSelect={again}>
            <RefreshCw aria-hidden /> Check again
          </DropdownItem>
          <DropdownItem onSelect={() => onAct("relink")}>
            <KeyRound aria-hidden /> Relink with another key
          </DropdownItem>
          <DropdownSeparator />
          <DropdownItem onSelect={() => onAct("unlink")}>
            <Unlink aria-hidden /> Unlink
          </DropdownItem>
        </>
      )}
    </Dropdown>
  );
}
