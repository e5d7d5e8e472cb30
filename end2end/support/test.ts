// What every spec imports: Playwright's `test`, with a page on which the console must stay silent.
import { type ConsoleMessage, expect, type Page, test as base } from "@playwright/test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Role, signInAs } from "./accounts";

export { expect };
export type { Page };

type Fixtures = {
  /** Console lines that this test means to cause. */
  allowedConsole: RegExp[];
  silentConsole: void;
  /** A page of its own, signed in as somebody else than the administrator. */
  pageAs: (role: Role) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  // A form that fails answers 422 with the same page; Chromium puts that on the console.
  allowedConsole: [[/status of 422/], { option: true }],

  silentConsole: [
    async ({ context, allowedConsole }, use) => {
      const lines: string[] = [];
      const note = (text: string) => {
        if (!allowedConsole.some((allowed) => allowed.test(text))) lines.push(text);
      };
      const onConsole = (message: ConsoleMessage) => {
        if (["error", "warning"].includes(message.type())) {
          note(`${message.type()}: ${message.text()} (${message.location().url})`);
        }
      };
      context.on("console", onConsole);
      context.on("weberror", (error) => {
        const { name, message, stack } = error.error();
        note(`uncaught: ${stack || `${name}: ${message}`}`);
      });
      await use();
      expect(lines, "errors and warnings on the console").toEqual([]);
    },
    { auto: true },
  ],

  pageAs: async ({ browser, baseURL, javaScriptEnabled }, use) => {
    const opened: Page[] = [];
    await use(async (role) => {
      const context = await browser.newContext({
        baseURL,
        javaScriptEnabled,
        storageState: { cookies: [], origins: [] },
      });
      await signInAs(context.request, role);
      opened.push(await context.newPage());
      return opened.at(-1)!;
    });
    for (const page of opened) await page.context().close();
  },
});

/** Nobody is signed in: `test.use(signedOut)`. */
export const signedOut = { storageState: { cookies: [], origins: [] } };

/** Waits until the islands of the page are awake; at once where there is no JavaScript. */
export async function awake(page: Page) {
  const scripting = test.info().project.use.javaScriptEnabled !== false;
  if (scripting) await page.locator("html[data-awake]").waitFor({ state: "attached" });
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Axe finds nothing: each finding is told with the elements that it is about. */
export async function expectAccessible(page: Page) {
  const findings = await withScript(page, async (page) => {
    await page.evaluate(axe);
    return page.evaluate(async (tags) => {
      const axe = (globalThis as any).axe;
      const { violations } = await axe.run(document, { runOnly: tags });
      return violations.map((v: any) => ({
        rule: v.id,
        help: v.help,
        elements: v.nodes.map((n: any) => `${n.target.join(" ")}: ${n.failureSummary}`),
      }));
    }, rules);
  });
  expect(findings, `axe on ${page.url()}`).toEqual([]);
}

/** Without script timers never fire, and axe waits for one: there it looks at a copy of the page, in a browser with script. */
async function withScript<T>(page: Page, work: (page: Page) => Promise<T>): Promise<T> {
  if (test.info().project.use.javaScriptEnabled !== false) return work(page);
  const body = (await page.content()).replace(/<script\b[\s\S]*?<\/script>/g, "");
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: true, viewport: page.viewportSize() });
  try {
    const copy = await context.newPage();
    const [address] = page.url().split("#");
    await copy.route(
      (url) => url.href.split("#")[0] === address,
      (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }),
    );
    await copy.goto(page.url());
    return await work(copy);
  } finally {
    await context.close();
  }
}
