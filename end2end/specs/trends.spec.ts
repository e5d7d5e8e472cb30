// The leadership page: figures with their definitions, and the numbers behind them.
import { awake, expect, expectAccessible, test } from "../support/test";

test("every figure says how it is counted, and gives its numbers as a table and as CSV", async ({ page }) => {
  await page.goto("/trends");
  await expect(page.getByRole("heading", { level: 1, name: "Trends" })).toBeVisible();
  const figures = page.locator("section.figure");
  await expect(figures).toHaveCount(13);
  for (const figure of await figures.all()) {
    await expect(figure.locator("figcaption")).toContainText(/Counted: .+ Left out: .+/);
    await figure.getByText("The numbers as a table").click();
    await expect(figure.locator("details").getByRole("table")).toBeVisible();
    const csv = await page.request.get((await figure.getByRole("link", { name: "CSV" }).getAttribute("href"))!);
    expect(csv.status()).toBe(200);
    expect(csv.headers()["content-type"]).toContain("text/csv");
  }
  await awake(page);
  await expectAccessible(page);
});

test("a filter is part of the address, and what is not understood is said", async ({ page }) => {
  await page.goto("/trends");
  await awake(page);
  await page.getByLabel("From", { exact: true }).fill("2026-01-01");
  await page.getByLabel("To", { exact: true }).fill("2026-06-30");
  await page.getByLabel("Severity", { exact: true }).selectOption("SEV1");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/from=2026-01-01.*severity=SEV1/);
  await expect(page.getByRole("main")).toContainText("1 Jan 2026 to 30 Jun 2026");
  await expect(page.getByLabel("Severity", { exact: true })).toHaveValue("SEV1");
  await awake(page);
  await expectAccessible(page);

  await page.goto("/trends?from=2026-06-30&to=2026-01-01");
  await expect(page.getByRole("alert")).toContainText("ends after it begins");
  await awake(page);
  await expectAccessible(page);
});
