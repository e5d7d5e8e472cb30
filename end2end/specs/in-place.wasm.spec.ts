// Every act on an event by one key, where it stands.
import { declared, post, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

test("an event is walked to, retimed, pinned, linked, supported, retracted and put back by key", async ({ page }) => {
  await page.goto("/incidents");
  await awake(page);
  const number = await declared(page, unique("By keys alone"));
  const say = (line: string) => post(page, `/incidents/${number}/events`, { line });
  await say("2026-03-17 14:00 !observation @Alice sees it");
  await say("2026-03-17 14:10 @Bob acts");
  await page.goto(`/incidents/${number}`);
  await awake(page);
  await expect(page.locator("#live[data-open]")).toBeAttached();
  const dialog = page.locator("#in-place");
  const first = page.locator("#E1 [data-row]");
  await first.focus();

  await page.keyboard.press("t");
  await expect(dialog.getByRole("group", { name: /When it happened/ })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("textbox", { name: "Time", exact: true }).first().fill("2026-03-17 14:05");
  await dialog.getByRole("button", { name: "Save the time" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.locator("#E1 .event-time")).toContainText("14:05");
  await expect(page.locator("#in-place-done")).toContainText("Saved E1.");

  await first.focus();
  await page.keyboard.press("p");
  await expect(page.locator("#E1")).toContainText("Pinned");

  await first.focus();
  await page.keyboard.press("j");
  await expect(page.locator("#E2 [data-row]")).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("v");
  await dialog.getByLabel("Quoted words").fill("It was so.");
  await dialog.getByRole("button", { name: "Add the evidence" }).press("Enter");
  await expect(page.locator("#E1 .chips")).toContainText("It was so.");

  await first.focus();
  await page.keyboard.press("l");
  await expect(dialog.getByRole("heading", { name: "Link E1 to which event?" })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("link", { name: /Bob acts|acts/ }).first().press("Enter");
  await expect(dialog.getByRole("heading", { name: "What is between E1 and E2?" })).toBeVisible();
  await dialog.getByRole("radio", { name: /was acted on by E2/ }).check();
  await dialog.getByLabel("Why it is thought so").fill("Bob says so.");
  await dialog.getByRole("button", { name: "Draw the link" }).press("Enter");
  await expect(page.locator("#E1 .chips")).toContainText("was acted on by");

  await page.locator("#E2 [data-row]").focus();
  await page.keyboard.press("x");
  await dialog.getByLabel("Why").fill("It was somebody else");
  await dialog.getByRole("button", { name: "Retract" }).press("Enter");
  await expect(page.locator("#E2")).toBeHidden();
  await expect(page.locator("#E1 [data-row]")).toBeFocused();
  await page.keyboard.press("u");
  await expect(page.locator("#E2")).toBeVisible();

  await first.focus();
  await page.keyboard.press("e");
  await expect(dialog.getByLabel("What happened")).toHaveValue("sees it");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});
