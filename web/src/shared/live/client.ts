/**
 * The one WebSocket of the app. It resumes after a drop from the last sequence it saw, tells each durable event once,
 * and says honestly how old the picture is while it is away. It knows nothing of React or of features.
 */
import {
  parseMessage,
  type ClientMessage,
  type DurableEvent,
  type LiveAccount,
  type LiveBar,
  type LiveHealth,
  type LiveQuote,
  type ServerMessage,
} from "./protocol";

export type ConnectionPhase = "connecting" | "live" | "reconnecting" | "offline";

export interface Connection {
  phase: ConnectionPhase;
  /** When the last word from the server arrived (epoch ms), null before the first. */
  heardAt: number | null;
  attempts: number;
}

export interface LiveHandlers {
  onConnection(connection: Connection): void;
  onEvents(events: DurableEvent[]): void;
  /** A new thread begins: whatever was read before it may be out of date. */
  onReset(): void;
  onQuotes(quotes: LiveQuote[]): void;
  onAccount(account: LiveAccount): void;
  onBar(heard: LiveBar): void;
  onHealth(components: LiveHealth[]): void;
  /** The session aged or ended. True when it could be renewed, false when someone must sign in again. */
  onUnauthenticated(): Promise<boolean>;
}

export interface LiveWorld {
  open(): WebSocket;
  now(): number;
  random(): number;
}

const DELAY_FIRST_MS = 250;
const DELAY_MAX_MS = 15_000;
/** The server pings every few seconds; a silence this long means the line is dead even if no close arrived. */
const SILENCE_MAX_MS = 40_000;
const OFFLINE_AFTER_ATTEMPTS = 5;
/** The server's word for "sign in again" (a browser cannot read the status of a refused handshake). */
const CLOSE_UNAUTHENTICATED = 4401;
/** Enough to cover what a server may tell twice around a resume. */
const REMEMBERED_IDS = 2_000;

/** Full jitter: many browsers that lost the same server do not come back in the same instant. */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(DELAY_MAX_MS, DELAY_FIRST_MS * 2 ** attempt);
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}

export class LiveClient {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private sequence: number | null = null;
  private seen = new Set<string>();
  private channels: string[] = [];
  private connection: Connection = { phase: "connecting", heardAt: null, attempts: 0 };
  private running = false;

  constructor(
    private readonly handlers: LiveHandlers,
    private readonly world: LiveWorld,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.connect();
  }

  /** Stop and forget: the next start is another person or another session. */
  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.drop();
    this.sequence = null;
    this.seen.clear();
    this.report({ phase: "connecting", heardAt: null, attempts: 0 });
  }

  /** Try at once instead of waiting, as when the network came back. */
  wake(): void {
    if (!this.running || this.connection.phase === "live") return;
    clearTimeout(this.timer);
    this.drop();
    this.connect();
  }

  subscribe(channels: string[]): void {
    this.channels = channels;
    if (this.connection.phase === "live") this.send({ type: "subscribe", channels });
  }

  private connect(): void {
    const socket = this.world.open();
    this.socket = socket;
    socket.onopen = () => this.send({ type: "hello", after: this.sequence });
    socket.onmessage = (frame) => {
      const message = typeof frame.data === "string" ? parseMessage(frame.data) : null;
      if (message) this.receive(message);
    };
    socket.onclose = (event: CloseEvent) => this.lost(socket, event.code);
    this.listen();
  }

  private receive(message: ServerMessage): void {
    this.listen();
    const heardAt = this.world.now();
    if (this.connection.phase === "live") this.connection = { ...this.connection, heardAt };
    switch (message.type) {
      case "ready": {
        this.sequence = message.seq;
        this.report({ phase: "live", heardAt, attempts: 0 });
        if (this.channels.length > 0) this.send({ type: "subscribe", channels: this.channels });
        // A new thread tells nothing of what happened before it, not even between the first reading and now.
        if (!message.resumed) this.handlers.onReset();
        return;
      }
      case "events":
        this.sequence = Math.max(this.sequence ?? 0, message.seq);
        if (this.remember(message.id)) this.handlers.onEvents(message.events);
        return;
      case "reset":
        this.seen.clear();
        this.sequence = null; // the "ready" that follows begins a new thread
        return;
      case "quotes":
        return this.handlers.onQuotes(message.quotes);
      case "account":
        return this.handlers.onAccount(message.account);
      case "bar":
        return this.handlers.onBar(message);
      case "health":
        return this.handlers.onHealth(message.components);
      case "ping":
        return this.send({ type: "pong" });
    }
  }

  private remember(id: string): boolean {
    if (this.seen.has(id)) return false;
    this.seen.add(id);
    if (this.seen.size > REMEMBERED_IDS) this.seen.delete(this.seen.values().next().value as string);
    return true;
  }

  private lost(socket: WebSocket, code: number): void {
    if (socket !== this.socket || !this.running) return;
    this.socket = null;
    clearTimeout(this.silence);
    const attempts = this.connection.attempts + 1;
    const phase = attempts >= OFFLINE_AFTER_ATTEMPTS ? "offline" : "reconnecting";
    this.report({ ...this.connection, phase, attempts });
    const retry = () => {
      if (this.running && this.socket === null) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.connect(), reconnectDelay(attempts - 1, this.world.random()));
      }
    };
    if (code !== CLOSE_UNAUTHENTICATED) return retry();
    this.handlers.onUnauthenticated().then(
      (renewed) => (renewed ? retry() : this.stop()),
      retry, // nobody answered: that says nothing about the session
    );
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      const socket = this.socket;
      if (!socket) return;
      socket.close();
      this.lost(socket, 1006); // a dead line may never answer the close
    }, SILENCE_MAX_MS);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private send(message: ClientMessage): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  private report(connection: Connection): void {
    this.connection = connection;
    this.handlers.onConnection(connection);
  }
}
