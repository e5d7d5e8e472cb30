// Going out again: the session ends here and on the server.
import { email, password } from "../support/accounts";
import { awake, expect, expectAccessible, signedOut, test } from "../support/test";

test.use(signedOut);

test("signing out ends the session, and its cookie opens nothing any more", async ({ page, context }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email("viewer"));
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  const kept = await context.cookies();

  await awake(page);
  await page.locator("details.nav-user > summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expectAccessible(page);

  await context.addCookies(kept);
  await page.goto("/incidents");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("somebody who may only read is offered nothing to write", async ({ pageAs }) => {
  const page = await pageAs("viewer");
  await page.goto("/incidents");
  await expect(page.getByRole("link", { name: "Declare", exact: true })).toHaveCount(0);
  const refused = await page.request.post("/api/v1/incidents", { data: { title: "Not allowed" } });
  expect(refused.status()).toBe(403);
  await awake(page);
  await expectAccessible(page);
});
