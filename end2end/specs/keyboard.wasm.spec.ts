// One key away: declaring, the sheet of shortcuts, the palette; and Escape leads back from each.
import { declared, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

test("an incident is declared without touching the mouse", async ({ page }) => {
  await page.goto("/trends");
  await awake(page);
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/\/incidents\/new/);
  await expect(page.getByLabel("What is happening?")).toBeFocused();
  const title = unique("Typed only");
  await page.keyboard.type(title);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
});

test("the sheet of shortcuts opens on ?, closes on Escape, and keeps out of fields", async ({ page }) => {
  await page.goto("/incidents");
  await awake(page);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  const field = page.getByLabel("Title, summary or number");
  await field.focus();
  await page.keyboard.type("d?");
  await expect(field).toHaveValue("d?");
  await expect(sheet).toBeHidden();
});

test("the palette finds an incident by its words and goes there", async ({ page }) => {
  await page.goto("/agents");
  const title = unique("Wombat stopped");
  const number = await declared(page, title);
  await awake(page);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog").filter({ has: page.getByRole("combobox") });
  await expect(palette).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.type(title.split(" ").at(-1)!);
  await expect(palette.getByRole("option", { name: new RegExp(number) })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await page.keyboard.press("Control+k");
  const found = palette.getByRole("option", { name: new RegExp(number) });
  await expect(found).toBeVisible();
  while ((await found.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/incidents/${number}`));
});

test("the first Tab leads to a link past the navigation", async ({ page }) => {
  await page.goto("/incidents");
  await awake(page);
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveAttribute("href", "#main");
});
