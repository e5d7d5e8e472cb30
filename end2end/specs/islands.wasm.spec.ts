// The islands wake up under the Content-Security-Policy, and do what they are for.
import { awake, expect, type Page, test } from "../support/test";

const menu = (page: Page) => page.locator("details.nav-user > summary");

test("the chosen colour scheme is applied, kept, and followed no more when asked", async ({ page }) => {
  await page.goto("/account");
  await awake(page);
  await menu(page).click();
  const dark = page.getByRole("button", { name: "Dark" });
  await dark.click();
  await expect(dark).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await awake(page);
  await menu(page).click();
  await expect(dark).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "System" }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", /.*/);
});
