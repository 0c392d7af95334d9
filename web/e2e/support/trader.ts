/** A trader for one test, made through the API that the app itself uses; the browser context is signed in afterwards. */
import {
  expect,
  test as base,
  type APIResponse,
  type BrowserContext,
  type Locator,
  type Page,
} from "@playwright/test";
import type { components } from "../../src/gen/schema";

type Schemas = components["schemas"];
type Account = Schemas["AccountOut"];
type Agent = Schemas["Agent"];

export const BASE = "/api/unify/v1";
export const PASSWORD = "correct horse battery staple";

let made = 0;
export function newEmail(): string {
  return `ada.${process.pid}.${Date.now()}.${made++}@example.com`;
}

async function json<T>(answer: APIResponse): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.url()} answered ${answer.status()}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

export class Trader {
  private constructor(
    readonly context: BrowserContext,
    readonly account: Account,
  ) {}

  static async signUp(context: BrowserContext): Promise<Trader> {
    const { documents } = await json<Schemas["LegalDocuments"]>(await context.request.get(`${BASE}/legal`));
    const accepted = documents.map(({ document, version }) => ({ document, version }));
    const form = { email: newEmail(), password: PASSWORD, display_name: "Ada", accepted };
    await json(await context.request.post(`${BASE}/auth/sign-up`, { data: form }));
    const accounts = await json<Schemas["Page_AccountOut_"]>(await context.request.get(`${BASE}/accounts`));
    const account = accounts.items[0];
    if (!account) throw new Error("a new trader has no paper account");
    return new Trader(context, account);
  }

  async post<T>(path: string, data: unknown): Promise<T> {
    return json<T>(await this.context.request.post(BASE + path, { data, headers: await this.csrf() }));
  }

  async put<T>(path: string, data: unknown): Promise<T> {
    return json<T>(await this.context.request.put(BASE + path, { data, headers: await this.csrf() }));
  }

  async get<T>(path: string): Promise<T> {
    return json<T>(await this.context.request.get(BASE + path));
  }

  async csrf(): Promise<Record<string, string>> {
    const cookies = await this.context.cookies();
    return {
      "X-CSRF-Token": decodeURIComponent(cookies.find((cookie) => cookie.name === "tw_csrf")?.value ?? ""),
    };
  }

  createAgent(change: Partial<Schemas["AgentInput"]> = {}): Promise<Agent> {
    return this.post<Agent>("/agents", {
      name: "Trend follower",
      account_ids: [this.account.account_id],
      sizing: { mode: "percent_equity", value: "5" },
      ...change,
    });
  }

  /** As TradingView would: a plain request from somewhere else, without the trader's cookies. */
  async alert(agent: Pick<Agent, "url">, body: unknown): Promise<Response> {
    return fetch(agent.url, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async filledOrders(): Promise<Schemas["Order"][]> {
    return (await this.get<Schemas["Page_Order_"]>("/orders?state=filled")).items;
  }
}

export const test = base.extend<{ trader: Trader }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs
  baseURL: async ({}, use) => use(process.env["E2E_URL"]),
  trader: async ({ context }, use) => use(await Trader.signUp(context)),
});

export { expect };

/** The page is connected: what it shows from now on is live. */
export async function live(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Connection: Live" })).toBeVisible();
}

/** What the corner of the page says. For a second the same words stand in the page twice, once more for screen readers. */
export function toasted(page: Page, words: string): Locator {
  return page.locator("[data-slot=toaster]").getByText(words);
}
