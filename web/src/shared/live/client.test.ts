import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveClient, reconnectDelay, type Connection } from "./client";
import type { DurableEvent, LiveBar, ServerMessage } from "./protocol";

class FakeSocket {
  readyState = 0;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((frame: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  accept() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function aLine({ renewed = true } = {}) {
  const sockets: FakeSocket[] = [];
  const heard: DurableEvent[] = [];
  const phases: Connection["phase"][] = [];
  const bars: LiveBar[] = [];
  let resets = 0;
  const client = new LiveClient(
    {
      onConnection: (c) => phases.push(c.phase),
      onEvents: (events) => heard.push(...events),
      onReset: () => resets++,
      onQuotes: () => undefined,
      onAccount: () => undefined,
      onBar: (bar) => bars.push(bar),
      onHealth: () => undefined,
      onUnauthenticated: () => Promise.resolve(renewed),
    },
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      now: () => Date.now(),
      random: () => 0.5,
    },
  );
  const latest = () => sockets.at(-1)!;
  return { client, sockets, latest, heard, bars, phases, resets: () => resets };
}

const events = (seq: number, id: string): ServerMessage => ({
  type: "events",
  seq,
  id,
  at: "2026-01-01T00:00:00Z",
  events: [{ type: "order.changed", data: { order_id: id } }],
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("LiveClient", () => {
  it("resumes after a drop from the last sequence and tells each event once", () => {
    const line = aLine();
    line.client.start();
    line.latest().accept();
    expect(line.latest().sent).toEqual([{ type: "hello", after: null }]);
    line.latest().say({ type: "ready", seq: 4, resumed: false });
    line.latest().say(events(5, "a"));

    line.latest().close();
    vi.advanceTimersByTime(1_000);
    line.latest().accept();
    line.latest().say({ type: "ready", seq: 5, resumed: true });
    line.latest().say(events(5, "a"));
    line.latest().say(events(6, "b"));

    expect(line.sockets).toHaveLength(2);
    expect(line.latest().sent).toEqual([{ type: "hello", after: 5 }]);
    expect(line.heard.map((e) => e.data["order_id"])).toEqual(["a", "b"]);
    expect(line.resets()).toBe(1); // at the very first "ready", for what was read before it
    expect(line.phases).toEqual(["live", "reconnecting", "live"]);
  });

  it("asks for a full reading when the server could not resume", () => {
    const line = aLine();
    line.client.start();
    line.latest().accept();
    line.latest().say({ type: "ready", seq: 4, resumed: false });
    expect(line.resets()).toBe(1);

    line.latest().close();
    vi.advanceTimersByTime(1_000);
    line.latest().accept();
    line.latest().say({ type: "ready", seq: 90, resumed: false });

    expect(line.resets()).toBe(2);
  });

  it("passes a venue's bars on as they come, forming ones too", () => {
    const line = aLine();
    line.client.start();
    line.latest().accept();
    line.latest().say({ type: "ready", seq: 1, resumed: false });
    const prices = { open: "1", high: "2", low: "1", close: "2", volume: "3" };
    const bar = { symbol: "AAPL", opened_at: "2026-01-01T00:00:00Z", ...prices };

    line.latest().say({ type: "bar", account_id: "a", is_closed: false, bar });
    line.latest().say({ type: "bar", account_id: "a", is_closed: true, bar });

    expect(line.bars.map((each) => [each.account_id, each.bar.symbol, each.is_closed])).toEqual([
      ["a", "AAPL", false],
      ["a", "AAPL", true],
    ]);
  });

  it("repeats its quote subscriptions to a new connection", () => {
    const line = aLine();
    line.client.start();
    line.client.subscribe(["quotes:BTCUSD"]);
    line.latest().accept();
    line.latest().say({ type: "ready", seq: 0, resumed: false });

    expect(line.latest().sent).toContainEqual({ type: "subscribe", channels: ["quotes:BTCUSD"] });
  });

  it("takes a long silence for a dead line", () => {
    const line = aLine();
    line.client.start();
    line.latest().accept();
    line.latest().say({ type: "ready", seq: 0, resumed: false });
    vi.advanceTimersByTime(41_000);

    expect(line.phases.at(-1)).toBe("reconnecting");
    vi.advanceTimersByTime(1_000);
    expect(line.sockets).toHaveLength(2);
  });

  it("says offline after several failures, goes on trying, and answers pings", () => {
    const line = aLine();
    line.client.start();
    for (let i = 0; i < 5; i++) {
      line.latest().close();
      vi.advanceTimersByTime(20_000);
    }
    expect(line.phases.at(-1)).toBe("offline");

    line.latest().accept();
    line.latest().say({ type: "ready", seq: 0, resumed: false });
    line.latest().say({ type: "ping" });
    expect(line.phases.at(-1)).toBe("live");
    expect(line.latest().sent).toContainEqual({ type: "pong" });
  });

  it("renews an aged session and comes back, or stays away when it cannot", async () => {
    const renewable = aLine();
    renewable.client.start();
    renewable.latest().close(4401);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(renewable.sockets).toHaveLength(2);

    const ended = aLine({ renewed: false });
    ended.client.start();
    ended.latest().close(4401);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ended.sockets).toHaveLength(1);
  });

  it("reads everything again once when the history is gone", () => {
    const line = aLine();
    line.client.start();
    line.latest().accept();
    line.latest().say({ type: "ready", seq: 4, resumed: false });
    line.latest().close();
    vi.advanceTimersByTime(1_000);
    line.latest().accept();
    line.latest().say({ type: "reset" });
    line.latest().say({ type: "ready", seq: 900, resumed: false });

    expect(line.resets()).toBe(2);
  });

  it("stops for good when told to", () => {
    const line = aLine();
    line.client.start();
    line.latest().accept();
    line.client.stop();
    vi.advanceTimersByTime(60_000);
    expect(line.sockets).toHaveLength(1);
  });
});

describe("reconnectDelay", () => {
  it("grows, is bounded, and is spread by chance", () => {
    expect(reconnectDelay(0, 0)).toBe(125);
    expect(reconnectDelay(0, 1)).toBe(250);
    expect(reconnectDelay(3, 0.5)).toBe(1_500);
    expect(reconnectDelay(30, 1)).toBe(15_000);
  });
});
