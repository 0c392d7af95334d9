import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Account, Venue } from "@/shared/api";
import { anAccount, aTrader } from "@/shared/testing/documents";
import { accepts, answers, refuses, show } from "@/shared/testing/render";
import type { Inspection } from "../api/linking";
import { LinkDialog } from "./link-dialog";
import { LINK_WORD, linkStateOf, returnWords } from "./link-words";
import { RevokedBanner } from "./revoked-banner";

const capabilities: Venue["capabilities"] = {
  bracket: true,
  oco: true,
  order_types: ["market"],
  times_in_force: ["gtc"],
  post_only: false,
  extended_hours: true,
  reduce_only: "none",
  replace: "new_id",
  short: true,
  by_market: {},
};
const alpaca: Venue = {
  broker: "alpaca",
  title: "Alpaca",
  environments: ["live", "paper"],
  auth: ["keys"],
  fields: [
    { name: "key_id", title: "API key ID", is_secret: false, hint: "PK… for paper" },
    { name: "secret", title: "API secret key", is_secret: true, hint: "Shown once" },
  ],
  capabilities,
};
const fine: Inspection = {
  permissions: [
    { name: "trade", granted: true, words: "place and cancel orders" },
    { name: "withdraw", granted: false, words: "move money out" },
  ],
  can_trade: true,
  account: { currency: "USD", cash: "900.5", equity: "1000" },
  refusal: null,
};

async function filled() {
  const { user } = await show(<LinkDialog onDone={() => {}} />);
  await user.click(await screen.findByRole("button", { name: /^Alpaca/ }));
  await user.type(screen.getByRole("textbox", { name: "API key ID" }), "PKTEST");
  await user.type(screen.getByLabelText("API secret key"), "s3cret");
  return user;
}

beforeEach(() => {
  answers("/me", aTrader());
  answers("/accounts", { items: [], next_cursor: null });
  answers("/venues", { items: [alpaca], next_cursor: null });
});

describe("linking a broker", () => {
  it("begins with what is not live, checks the key, shows what it may do, and links only then", async () => {
    const checked = accepts("post", "/accounts/link/alpaca/check", fine);
    const linked = accepts("post", "/accounts/link/alpaca", anAccount({ broker: "alpaca" }));
    const user = await filled();
    expect(screen.getByLabelText("API secret key")).toHaveAttribute("type", "password");

    await user.click(screen.getByRole("button", { name: "Check the key" }));
    const permissions = await screen.findByRole("list", { name: "Permissions" });
    expect(permissions).toHaveTextContent("Granted: place and cancel orders");
    expect(permissions).toHaveTextContent("Not granted: move money out");
    expect(linked.sent).toEqual([]);

    await user.click(screen.getByRole("button", { name: "Link paper account" }));
    const body = {
      environment: "paper",
      label: "Alpaca",
      timezone: "UTC",
      credential: { key_id: "PKTEST", secret: "s3cret" },
    };
    await waitFor(() => expect(linked.sent).toEqual([body]));
    expect(checked.sent).toEqual([body]);
  });

  it("refuses a key that may withdraw, says what to do, and offers no link", async () => {
    const refusal = { code: "withdrawals_allowed", words: "The key could move money out of the account." };
    accepts("post", "/accounts/link/alpaca/check", { ...fine, refusal });
    const user = await filled();

    await user.click(screen.getByRole("button", { name: "Check the key" }));

    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The key could move money out of the account.");
    expect(alert).toHaveTextContent("take the right to withdraw off this key");
    expect(screen.queryByRole("button", { name: /^Link/ })).not.toBeInTheDocument();
  });

  it("forgets what was found when the key changes, and checks the other one", async () => {
    accepts("post", "/accounts/link/alpaca/check", fine);
    const user = await filled();
    await user.click(screen.getByRole("button", { name: "Check the key" }));
    await screen.findByRole("button", { name: "Link paper account" });

    await user.type(screen.getByLabelText("API secret key"), "x");

    expect(screen.getByRole("button", { name: "Check the key" })).toBeVisible();
    expect(screen.queryByRole("list", { name: "Permissions" })).not.toBeInTheDocument();
  });

  it("shows the notice before the first real account, and links once it was accepted", async () => {
    const notice = {
      document: "live_trading",
      version: "2026-11-21",
      title: "Before you trade",
      text: "Yours.",
    };
    answers("/legal", { documents: [], live_trading: notice });
    accepts("post", "/accounts/link/alpaca/check", fine);
    refuses("post", "/accounts/link/alpaca", { status: 403, code: "risk_not_acknowledged" });
    const user = await filled();
    await user.click(screen.getByRole("radio", { name: "Live: real money" }));
    await user.click(screen.getByRole("button", { name: "Check the key" }));
    await user.click(await screen.findByRole("button", { name: "Link live account" }));

    const dialog = await screen.findByRole("dialog", { name: "Before you trade" });
    expect(dialog).toHaveTextContent("Nothing has been sent or linked yet.");
    expect(screen.getByRole("button", { name: "Accept and link the account" })).toBeDisabled();
    const accepted = accepts(
      "post",
      "/me/acceptances",
      aTrader({ acknowledged_risk_at: "2026-11-21T12:00:00Z" }),
    );
    const linked = accepts(
      "post",
      "/accounts/link/alpaca",
      anAccount({ broker: "alpaca", environment: "live" }),
    );
    await user.click(screen.getByRole("checkbox", { name: /I have read this/ }));
    await user.click(screen.getByRole("button", { name: "Accept and link the account" }));

    await waitFor(() => expect(linked.sent).toHaveLength(1));
    expect(accepted.sent).toEqual([{ document: "live_trading", version: "2026-11-21" }]);
  });

  it("asks for a word that live money is real before anything is sent", async () => {
    answers("/me", aTrader({ acknowledged_risk_at: "2026-11-21T12:00:00Z" }));
    const checked = accepts("post", "/accounts/link/alpaca/check", fine);
    const user = await filled();
    await user.click(screen.getByRole("radio", { name: "Live: real money" }));

    await user.click(screen.getByRole("button", { name: "Check the key" }));

    expect(screen.getByRole("checkbox", { name: /this is real money/ })).toBeInvalid();
    expect(checked.sent).toEqual([]);
  });

  it("puts the venue's no beside the field", async () => {
    refuses("post", "/accounts/link/alpaca/check", {
      status: 422,
      code: "credential_not_accepted",
      detail: "The venue does not let the key in.",
      errors: [{ path: "credential.secret", rule: "venue", message: "forbidden" }],
    });
    const user = await filled();

    await user.click(screen.getByRole("button", { name: "Check the key" }));

    await waitFor(() => expect(screen.getByLabelText("API secret key")).toBeInvalid());
    expect(screen.getByRole("alert")).toHaveTextContent("No order was sent and no money moved.");
  });
});

describe("an account whose key was revoked", () => {
  const revoked: Account = anAccount({
    label: "Alpaca live",
    broker: "alpaca",
    environment: "live",
    status: "disconnected",
    link: {
      kind: "keys",
      key_hint: "4711",
      permissions: [],
      can_trade: false,
      status: "revoked",
      reason: "request is not authorized",
      checked_at: "2026-11-20T12:00:00Z",
    },
  });

  it("is another thing than one that its trader disconnected, or unlinked", async () => {
    const off: Account = { ...revoked, link: revoked.link && { ...revoked.link, status: "ok" } };
    const gone: Account = { ...revoked, status: "closed", link: null };
    answers("/accounts", { items: [off, gone], next_cursor: null });
    await show(<RevokedBanner />);

    expect([revoked, off, gone].map((account) => LINK_WORD[linkStateOf(account)].word)).toEqual([
      "Key revoked",
      "Disconnected by you",
      "Unlinked",
    ]);
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("is said in the frame and relinked from there", async () => {
    answers("/accounts", { items: [anAccount(), revoked], next_cursor: null });
    const { sent } = accepts("post", `/accounts/${revoked.account_id}/relink`, revoked);
    const { user } = await show(<RevokedBanner />);

    expect(await screen.findByRole("alert")).toHaveTextContent("Alpaca live is disconnected");
    await user.click(screen.getByRole("button", { name: "Relink Alpaca live" }));
    await user.type(await screen.findByRole("textbox", { name: "API key ID" }), "AKNEW");
    await user.type(screen.getByLabelText("API secret key"), "new");
    await user.click(screen.getByRole("button", { name: "Relink account" }));

    await waitFor(() => expect(sent).toEqual([{ credential: { key_id: "AKNEW", secret: "new" } }]));
  });
});

describe("coming back from the venue's page", () => {
  it("says of a broken state that the address may have come from somebody else", () => {
    expect(returnWords("oauth_state_broken")).toMatch(/does not belong to a request of yours/);
    expect(returnWords("refused")).toMatch(/did not agree/);
    expect(returnWords("else")).toContain("else");
  });
});
