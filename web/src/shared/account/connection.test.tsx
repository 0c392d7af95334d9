import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { anAccount, aTrader } from "@/shared/testing/documents";
import { answers, show } from "@/shared/testing/render";
import { CONNECTION, ConnectionMark, ConnectionView, isTroubled } from ".";

const at = new Date().toISOString();
const silent = anAccount({
  broker: "alpaca",
  connection: { state: "unreachable", since: at, detail: "timed out", last_look_at: null },
});

beforeEach(() => answers("/me", aTrader()));

describe("how an account stands with its venue", () => {
  it("is said with what it means, the venue's words, and when it was last read", async () => {
    await show(<ConnectionView account={silent} />);

    expect(screen.getByText("Unreachable")).toBeVisible();
    expect(screen.getByText(CONNECTION.unreachable.meaning)).toBeVisible();
    expect(screen.getByText("timed out")).toBeVisible();
    expect(screen.getByText("never read whole yet")).toBeVisible();
  });

  it("is a sign for the eye and a word for the ear while all is well, and nothing for paper", async () => {
    const well = { state: "connected", since: at, detail: null, last_look_at: at } as const;
    await show(
      <p>
        <ConnectionMark account={anAccount({ connection: well })} />
        <ConnectionMark account={anAccount()} />
      </p>,
    );

    expect(screen.getByText("Connected")).toHaveClass("sr-only");
    expect(isTroubled(well)).toBe(false);
    expect(isTroubled(null)).toBe(false);
    expect(isTroubled(silent.connection)).toBe(true);
  });
});
