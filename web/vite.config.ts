import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a running gateway; the built app is served by that gateway itself. */
const gateway = process.env["TRADEWRIGHT_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/",
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    proxy: { "/api": { target: gateway, ws: true } },
    fs: { allow: [".", "../docs/examples"] }, // the builder begins from the documentation's examples
  },
  build: {
    outDir: "dist",
    manifest: true,
    sourcemap: false,
    target: "es2022",
    rolldownOptions: {
      output: {
        // What every visit needs is one file: packed together it is smaller than in a dozen, and comes in one request.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: "frame", tags: ["$initial"] }],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/shared/testing/setup.ts"],
    restoreMocks: true,
    testTimeout: 20_000, // forms are typed into letter by letter, on machines that do other things meanwhile
  },
});
