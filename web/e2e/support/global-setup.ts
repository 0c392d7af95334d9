/** Builds the app and starts the real product around it: own home, own ports, own database and bus. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetchBars } from "./bars";

const START_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 30_000;
const web = fileURLToPath(new URL("../../", import.meta.url));
const root = join(web, "..");

export default async function globalSetup(): Promise<() => Promise<void>> {
  if (process.env["E2E_URL"]) return async () => {}; // a product that runs already
  execFileSync("npm", ["run", "--silent", "build"], { cwd: web, stdio: "inherit" });

  const home = mkdtempSync(join(tmpdir(), "tradewright-e2e-"));
  mkdirSync(join(web, "test-output"), { recursive: true });
  const log = createWriteStream(join(web, "test-output", "product.log"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...withoutOurs(process.env), TRADEWRIGHT_HOME: home, TRADEWRIGHT_DEMO: "false" };
  fetchBars(root, env);
  const product = spawn(join(root, ".venv/bin/tradewright"), ["up", "--port", String(port)], {
    cwd: home,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  product.stdout.pipe(log);
  product.stderr.pipe(log);

  const stop = async () => {
    await end(product);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await ready(url, product);
  } catch (error) {
    await stop();
    throw error;
  }
  process.env["E2E_URL"] = url;
  return stop;
}

/** Settings of whoever runs the tests must not reach the product under test. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TRADEWRIGHT_")));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

async function ready(url: string, product: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  for (;;) {
    if (product.exitCode !== null)
      throw new Error(`tradewright up ended with ${product.exitCode}; see test-output/product.log`);
    if (Date.now() > deadline)
      throw new Error("tradewright up was not ready in time; see test-output/product.log");
    const health = await fetch(`${url}/api/unify/v1/health`).then(
      (answer) => answer.json() as Promise<{ status: string }>,
      () => null,
    );
    if (health?.status === "ok") return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function end(product: ChildProcess): Promise<void> {
  if (product.exitCode !== null) return;
  const ended = new Promise((resolve) => product.once("exit", resolve));
  product.kill("SIGTERM");
  const timer = setTimeout(() => product.kill("SIGKILL"), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
