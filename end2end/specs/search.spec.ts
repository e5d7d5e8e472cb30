// One box over everything, and nothing of what one may not see.
import { declared, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

test("a reference, a word and the beginning of a word find an incident", async ({ page }) => {
  const word = unique("Quokka").replaceAll(" ", "");
  await page.goto("/search");
  const number = await declared(page, `The ${word} job stopped`, { summary: `Nobody watched the ${word}.` });
  const box = page.getByRole("searchbox", { name: /^Search incidents/ });
  for (const query of [word, word.slice(0, -3), number]) {
    await box.fill(query);
    await page.getByRole("main").getByRole("button", { name: "Search" }).click();
    await expect(page.getByRole("link", { name: new RegExp(`${number}\\b`) }).first()).toBeVisible();
  }
  await box.fill(word);
  await page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("One result.")).toBeVisible();
  await expect(page.locator("mark").first()).toHaveText(new RegExp(word, "i"));
  await awake(page);
  await expectAccessible(page);
});

test("what is typed is never an operator", async ({ page }) => {
  for (const query of ['"', "NEAR(", "a* OR (", "title:x", "%'; --"]) {
    const answer = await page.goto(`/search?q=${encodeURIComponent(query)}`);
    expect(answer?.status(), query).toBe(200);
  }
  await expect(page.getByText(/Nothing that you may see|Type a word/)).toBeVisible();
  await awake(page);
  await expectAccessible(page);
});

test("a restricted incident is not there for others, not even as a number", async ({ page, pageAs }) => {
  const title = unique("Restricted matter");
  const word = title.split(" ").at(-1)!;
  await page.goto("/search");
  const number = await declared(page, title, { visibility: "restricted" });
  await page.goto(`/search?q=${word}`);
  await expect(page.getByText("One result.")).toBeVisible();

  const other = await pageAs("responder");
  await other.goto(`/search?q=${word}`);
  await expect(other.getByText(/Nothing that you may see/)).toBeVisible();
  const answer = await other.request.get(`/incidents/${number}`);
  expect(answer.status()).toBe(404);
  await awake(other);
  await expectAccessible(other);
});
