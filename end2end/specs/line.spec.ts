// The entry line and what is pasted, by keyboard alone, with and without script.
import { declared, news, unique } from "../support/record";
import { awake, expect, expectAccessible, type Page, test } from "../support/test";

const scripting = () => test.info().project.use.javaScriptEnabled !== false;
const line = (page: Page) => page.getByLabel(/^Add what happened/);

/** Types a line where the cursor is and sends it; the cursor stays. */
async function say(page: Page, words: string, seq: number) {
  await expect(line(page)).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await expect(page.locator(`#E${seq}`)).toBeVisible();
  await awake(page);
  await expect(line(page)).toHaveValue("");
}

async function opened(page: Page, title: string) {
  await page.goto("/incidents");
  const number = await declared(page, unique(title));
  await page.goto(`/incidents/${number}?focus=line`);
  await awake(page);
  return number;
}

test("a story is written line by line without leaving the line", async ({ page }) => {
  await opened(page, "Written while it burns");
  await say(page, '2026-03-17 14:00 @"Engineer A" asks on the forum', 1);
  await say(page, "+5m agent:forum-helper for @\"Engineer B\" posted the wrong recipe #acl", 2);
  await say(page, "+10m @Engineer A follows the advice <-E2 acted_on", 3);
  await say(page, "~2026-03-17 15:00 !impact data is open to all staff <-E3", 4);
  await expect(page.locator("#E2")).toContainText("#acl");
  await expect(page.locator("#E2")).toContainText("on behalf of");
  await expect(page.locator("#E3")).toContainText(/acted on\s*E2/);
  await expect(page.locator("#E4")).toContainText("~15:00");
  await expectAccessible(page);
});

test("a wrong line says why, keeps what was typed, and is mended in place", async ({ page }) => {
  await opened(page, "Typed too fast");
  await line(page).fill("25:99 @new it broke ->E7");
  await page.keyboard.press("Enter");
  await expect(page.locator("#line")).toContainText("is not a time of day");
  await expect(page.locator("#line")).toContainText("There is no E7");
  await awake(page);
  await expect(line(page)).toHaveValue("25:99 @new it broke ->E7");
  await expectAccessible(page);
  await line(page).fill("2026-03-17 23:59 @new it broke");
  await page.keyboard.press("Enter");
  await expect(page.locator("#E1")).toContainText("it broke");
});

test("the short list of marks is one press away", async ({ page }) => {
  await opened(page, "How to write it");
  await page.getByRole("button", { name: "How to write it" }).press("Enter");
  await expect(page.locator("#line-help")).toBeVisible();
  await expect(page.locator("#line-help")).toContainText("After the line before.");
  await expectAccessible(page);
});

test("what is typed is read while typing, and survives a reload", async ({ page }) => {
  test.skip(!scripting(), "needs script");
  const number = await opened(page, "Typed on a train");
  await line(page).pressSequentially("2026-03-17 14:32 @nobody said so");
  await expect(page.locator("#line-chips")).toContainText("17 Mar 2026, 14:32");
  await expect(page.locator("#line-chips")).toContainText("kind, guessed");
  await page.reload();
  await awake(page);
  await expect(line(page)).toHaveValue("2026-03-17 14:32 @nobody said so");
  await page.goto("/incidents");
  await page.goto(`/incidents/${number}`);
  await awake(page);
  await expect(line(page)).toHaveValue("2026-03-17 14:32 @nobody said so");
  await page.keyboard.press("a");
  await expect(line(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#E1")).toContainText("said so");
  await page.reload();
  await awake(page);
  await expect(line(page), "what is stored is kept no more").toHaveValue("");
});

test.describe("without a connection or a session", () => {
  test.use({ allowedConsole: [/Failed to load resource/] });

  test("the line is kept and says what to do", async ({ page, context, pageAs }) => {
    test.skip(!scripting(), "needs script");
    const number = await opened(page, "Signed out meanwhile");
    await line(page).fill("2026-03-17 14:32 @nobody kept");
    await context.setOffline(true);
    await page.keyboard.press("Enter");
    await expect(page.locator("#line-problem")).toContainText("There is no connection");
    await context.setOffline(false);
    const other = await pageAs("responder");
    await other.goto(`/incidents/${number}?focus=line`);
    await awake(other);
    await line(other).fill("2026-03-17 14:33 @somebody else");
    await other.context().clearCookies();
    await line(other).press("Enter");
    await expect(other.locator("#line-problem")).toContainText("You are signed out");
    await expect(line(other)).toHaveValue("2026-03-17 14:33 @somebody else");
    await line(page).press("Enter");
    await expect(page.locator("#E1")).toContainText("kept");
    await expect(page.locator("#line-problem")).toBeEmpty();
  });
});

const chat = Array.from({ length: 40 }, (_, i) => {
  const minute = String(i).padStart(2, "0");
  return `[14:${minute}] ${i % 2 ? "Engineer B" : "On call"}: line ${i + 1} of the chat`;
}).join("\n");

test("forty lines of a chat are looked at, mended and added together", async ({ page }) => {
  const number = await opened(page, "Pasted from the war room");
  await page.getByRole("link", { name: "Paste many" }).press("Enter");
  await page.getByLabel("What was said and done").fill(chat);
  await page.getByLabel(/The day of times that say none/).fill("2026-03-17");
  await page.getByRole("button", { name: "Look at it first" }).press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "40 rows" })).toBeVisible();
  await awake(page);
  await expectAccessible(page);
  const row = page.getByRole("textbox", { name: "Row 7", exact: true });
  await row.fill("14:99 it is wrong");
  await page.getByRole("button", { name: "Add 40 events" }).press("Enter");
  await expect(page.getByRole("alert")).toContainText("Nothing is added yet");
  await awake(page);
  await expectAccessible(page);
  await row.fill("14:06 @\"On call\" it is right");
  await page.getByRole("button", { name: "Add 40 events" }).press("Enter");
  await expect(news(page)).toContainText("Added 40 events, E1 to E40.");
  await expect(page.locator("#E7")).toContainText("it is right");
  await expect(page).toHaveURL(new RegExp(`/incidents/${number}`));
});

test("several lines pasted into the line become a preview", async ({ page }) => {
  test.skip(!scripting(), "needs script");
  await opened(page, "Pasted in the wrong place");
  await line(page).evaluate((field) => {
    const data = new DataTransfer();
    data.setData("text/plain", "2026-03-17 14:32 @a says one\n+1m @a says two");
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole("button", { name: "Add 2 events" })).toBeVisible();
});
