// Coming in, with and without JavaScript.
import { email, password } from "../support/accounts";
import { awake, expect, expectAccessible, signedOut, test } from "../support/test";

test.use(signedOut);

test("the sign-in page is accessible", async ({ page }) => {
  await page.goto("/sign-in");
  await awake(page);
  await expectAccessible(page);
});

test("a wrong password keeps the address and says so", async ({ page }) => {
  await page.goto("/sign-in");
  await page.locator("input[name=email]").fill(email("viewer"));
  await page.locator("input[name=password]").fill("not this one");
  await page.locator("main form button[type=submit]").click();
  await expect(page.locator("input[name=email]")).toHaveValue(email("viewer"));
  await expect(page.getByRole("main")).toContainText(/password/i);
  await expectAccessible(page);
});

test("the right password leads to where one wanted to go", async ({ page }) => {
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.locator("input[name=email]").fill(email("viewer"));
  await page.locator("input[name=password]").fill(password);
  await page.locator("main form button[type=submit]").click();
  await expect(page).toHaveURL(/\/account$/);
});
