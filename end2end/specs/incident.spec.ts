// From the first line about an incident to its status, in the browser.
import { group, news, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

test("a title is enough to declare; the status moves on, and back only with a reason", async ({ page }) => {
  const title = unique("Agent posted wrong access advice");
  await page.goto("/incidents");
  await awake(page);
  await page.getByRole("link", { name: "Declare", exact: true }).click();
  await page.getByLabel("What is happening?").fill(title);
  await awake(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Declare", exact: true }).click();
  await expect(page).toHaveURL(/\/incidents\/INC-\d+/);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(news(page)).toContainText("is declared.");

  await awake(page);
  await page.getByRole("link", { name: "Move to contained" }).click();
  const status = page.getByRole("dialog", { name: "Change the status" });
  await status.getByRole("button", { name: "Change status" }).click();
  await expect(news(page)).toContainText("The status is now contained.");
  await expect(page.getByRole("region", { name: "History" })).toContainText("Open → Contained");

  await awake(page);
  await page.getByRole("link", { name: "Move to resolved" }).click();
  await status.getByRole("radio", { name: /^Open/ }).check();
  await status.getByLabel("Why?").fill("too short");
  await status.getByRole("button", { name: "Change status" }).click();
  await expect(status.getByRole("alert")).toContainText("The status is not changed yet");
  await expect(status.getByLabel("Why?")).toHaveValue("too short");
  await awake(page);
  await expectAccessible(page);
  await status.getByLabel("Why?").fill("It came back after the restart.");
  await status.getByRole("button", { name: "Change status" }).click();
  await expect(news(page)).toContainText("The status is now open.");
  await awake(page);
  await expectAccessible(page);
});

test("a blank title is refused beside its field, and what was typed is kept", async ({ page }) => {
  await page.goto("/incidents/new");
  await awake(page);
  await page.getByRole("radio", { name: /^SEV2/ }).check();
  await page.getByRole("button", { name: "Declare", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The incident is not declared yet");
  await expect(page.getByLabel("What is happening?")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("radio", { name: /^SEV2/ })).toBeChecked();
  await awake(page);
  await expectAccessible(page);
});

test("a moment is kept as exactly as it was said, and the list finds the incident", async ({ page }) => {
  const title = unique("Runbook went public");
  await page.goto("/incidents/new");
  await page.getByLabel("What is happening?").fill(title);
  await page.getByRole("button", { name: "Declare", exact: true }).click();
  await awake(page);
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await group(page, /^Started/).getByLabel("Time", { exact: true }).fill("2026-03-17");
  await group(page, /^Resolved/).getByLabel("Time", { exact: true }).fill("2026-03-18");
  await page.getByLabel(/^Tags/).fill("e2e");
  await awake(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(news(page)).toContainText("Saved.");

  await page.goto("/incidents?tag=e2e");
  await page.getByLabel("Title, summary or number").fill(title);
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/tag=e2e/);
  await expect(page.getByRole("link", { name: title })).toHaveCount(1);
  await awake(page);
  await expectAccessible(page);
});

test("two editors at once lose nothing", async ({ page, context }) => {
  const title = unique("Edited twice");
  await page.goto("/incidents/new");
  await page.getByLabel("What is happening?").fill(title);
  await page.getByRole("button", { name: "Declare", exact: true }).click();
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel(/^Summary/).fill("What the second one knows.");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(news(other)).toContainText("Saved.");

  await page.getByLabel(/^Summary/).fill("What the first one knows.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody else saved while you were writing");
  await expect(page.getByRole("alert")).toContainText("What the second one knows.");
  await expect(page.getByLabel(/^Summary/)).toHaveValue("What the first one knows.");
  await awake(page);
  await expectAccessible(page);
});
