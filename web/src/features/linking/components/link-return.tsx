import { useNavigate, useSearch } from "@tanstack/react-router";
import { useAccounts } from "@/shared/server";
import { Button, Notice } from "@/shared/ui";
import { returnWords } from "./link-words";

/** What came of the venue's own page, said where the browser lands after it. */
export function LinkReturn({ onAgain }: { onAgain: () => void }) {
  const search: { linked?: string | undefined; link_error?: string | undefined } = useSearch({
    strict: false,
  });
  const navigate = useNavigate();
  const { data: accounts } = useAccounts();
  const forget = () => void navigate({ to: "/settings/accounts", search: {}, replace: true });
  if (search.linked) {
    const account = accounts?.find((each) => each.account_id === search.linked);
    return (
      <Notice
        tone="ok"
        role="status"
        className="mb-4"
        title={account ? `${account.label} is linked` : "The account is linked"}
        actions={
          <Button size="sm" onClick={forget}>
            Fine
          </Button>
        }
      >
        It trades from the next signal on. Choose it in the top bar, or in an agent.
      </Notice>
    );
  }
  if (!search.link_error) return null;
  return (
    <Notice
      tone="danger"
      role="alert"
      className="mb-4"
      title="The account was not linked"
      actions={
        <Button
          size="sm"
          onClick={() => {
            forget();
            onAgain();
          }}
        >
          Try again
        </Button>
      }
    >
      {returnWords(search.link_error)}
    </Notice>
  );
}
