// From the record to the published text.
import { declared, news, post, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

// A step that the record does not allow is a clash with it.
test.use({ allowedConsole: [/status of (409|422)/] });

test("a postmortem starts from the record, is reviewed and published, and keeps its versions", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Told to the end"), {
    severity: "SEV2",
    severity_rationale: "internal data was open to all staff",
  });
  await post(page, `/incidents/${number}/events`, {
    kind: "human_action",
    occurred: { at: "2026-03-17T14:20:00Z" },
    text: "Follows the advice.",
    pinned: true,
  });
  await page.goto(`/incidents/${number}/postmortem`);
  await awake(page);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Start from the record" }).click();
  const text = page.getByLabel("Text", { exact: true });
  await expect(text).toHaveValue(/E1/);
  await awake(page);
  await expectAccessible(page);

  await text.fill(`## What happened\n\nE1 opened the page to everybody, as in ${number}.`);
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.locator("#preview-html").getByRole("link", { name: "E1" })).toBeVisible();
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await expect(news(page)).toContainText("Saved as a new version.");
  await expect(page.getByText("Draft, version 1")).toBeVisible();

  await page.getByRole("button", { name: "Send to review" }).click();
  await expect(page.getByText("In review, version 1")).toBeVisible();
  await awake(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Published, version 1")).toBeVisible();
  await awake(page);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Version 1", exact: true }).click();
  await expect(page.getByRole("region", { name: "What this version changed" })).toContainText("opened the page");
  await awake(page);
  await expectAccessible(page);
});

test("publishing without a severity is refused, with what is missing", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Not ready"));
  await page.goto(`/incidents/${number}/postmortem/edit`);
  await page.getByLabel("Text", { exact: true }).fill("Too early.");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await page.getByRole("button", { name: "Send to review" }).click();
  await expect(page.getByText("In review, version 1")).toBeVisible();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("alert")).toContainText("Set the severity, and say why.");
  await expect(page.getByText("In review, version 1")).toBeVisible();
  await awake(page);
  await expectAccessible(page);
});
