// Two projects over the same specs: with wasm, and without any JavaScript.
// `cargo xtask test --only e2e` starts the server and sets these variables.
import { defineConfig } from "@playwright/test";
import { join } from "node:path";

const folder = process.env.WORK_FOLDER ?? "test-results";
const signedIn = join(folder, "admin.json");

export default defineConfig({
  testDir: "specs",
  outputDir: join(folder, "artifacts"),
  globalSetup: "./support/sign-in-once.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  // What passes only at the second try is reported as flaky, with the trace of the first.
  retries: 1,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: process.env.REPORT ?? join(folder, "results.json") }]],
  use: {
    baseURL: process.env.BASE_URL ?? "http://127.0.0.1:3000",
    storageState: signedIn,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // Nothing is caught half-faded; and Chromium reports a page transition that came too late as an error.
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // Chromium refuses its sandbox to root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
  projects: [
    { name: "wasm" },
    { name: "no-js", use: { javaScriptEnabled: false }, testIgnore: "**/*.wasm.spec.ts" },
  ],
});
