// Every act on an event by one key, where it stands.
import { declared, post, unique } from "../support/record";
import { awake, expect, expectAccessible, type Page, test } from "../support/test";

/** An incident with two events, on its page. */
async function twoEvents(page: Page, title: string) {
  await page.goto("/incidents");
  await awake(page);
  const number = await declared(page, unique(title));
  await post(page, `/incidents/${number}/events`, { line: "2026-03-17 14:00 !observation @Alice sees it" });
  await post(page, `/incidents/${number}/events`, { line: "2026-03-17 14:10 @Bob acts" });
  return number;
}

test("an event is walked to, retimed, pinned, linked, supported, retracted and put back by key", async ({ page }) => {
  const number = await twoEvents(page, "By keys alone");
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

test("an address that names an event leads to its row, where its keys work at once", async ({ page }) => {
  const number = await twoEvents(page, "Landed on");
  await page.goto(`/incidents/${number}#E2`);
  await awake(page);
  await expect(page.locator("#E2 [data-row]")).toBeFocused();
  await page.keyboard.press("k");
  await expect(page.locator("#E1 [data-row]")).toBeFocused();
  await page.keyboard.press("t");
  const dialog = page.locator("#in-place");
  await dialog.getByRole("link", { name: "Cancel" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.locator("#E1 [data-row]")).toBeFocused();
});

test("what was done is still told after the page was looked at again", async ({ page }) => {
  const number = await twoEvents(page, "Told twice");
  await page.goto(`/incidents/${number}`);
  await awake(page);
  const live = page.locator("#live[data-open]");
  await expect(live).toBeAttached();
  // As where nothing tells of changes.
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
  await page.locator("#live").evaluate((place) => place.removeAttribute("data-open"));
  await page.locator("#E2 [data-row]").focus();
  await page.keyboard.press("p");
  await expect(live).toBeAttached();
  await expect(page.locator("#in-place-done")).toContainText("E2: Pinned.");
  await expect(page.locator("#E2 [data-row]")).toBeFocused();
  await page.reload();
  await awake(page);
  await expect(page.locator("#in-place-done")).toBeEmpty();
});

test("a file supports an event from where one reads", async ({ page }) => {
  const number = await twoEvents(page, "With its log");
  await page.goto(`/incidents/${number}`);
  await awake(page);
  await expect(page.locator("#live[data-open]")).toBeAttached();
  await page.locator("#E1 [data-row]").focus();
  await page.keyboard.press("v");
  const dialog = page.locator("#in-place");
  const file = { name: "gate.log", mimeType: "text/plain", buffer: Buffer.from("it let it pass") };
  await dialog.getByLabel(/^Files/).setInputFiles(file);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add the evidence" }).click();
  await expect(page.locator("#E1 .chips")).toContainText("gate.log");
});

test("the slider and the field beside it say one moment", async ({ page }) => {
  const number = await twoEvents(page, "Read forwards");
  for (const day of [18, 19]) {
    const known = { at: `2026-03-${day}T09:00` };
    await post(page, `/incidents/${number}/events`, {
      kind: "observation", text: `Learnt on the ${day}th`, occurred: { at: "2026-03-17" }, known,
    });
  }
  await page.goto(`/incidents/${number}?known_by=2026-03-18T10:00`);
  await awake(page);
  const slider = page.locator("#replay");
  await expect(slider).toHaveValue("0");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByLabel("Known by, in UTC")).toHaveValue("2026-03-19T09:00:00Z");
  await expect(slider).toHaveAttribute("aria-valuetext", /^Step 2 of [34]: known by 19 Mar 2026/);
  await expect(page.locator("#E4")).toBeVisible();
  await expect(page.locator("#E1")).toHaveCount(0);
  await expectAccessible(page);
});
