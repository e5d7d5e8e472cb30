// What others do comes as it happens, and takes neither the focus nor what is typed.
import { declared, post, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

test("a row of somebody else comes, changes and goes while one types", async ({ page, pageAs }) => {
  await page.goto("/incidents");
  await awake(page);
  const number = await declared(page, unique("Two write at once"));
  const say = (line: string) => post(page, `/incidents/${number}/events`, { line });
  await say("2026-03-17 14:00 !observation @Alice sees it");
  const other = await pageAs("responder");
  await other.goto(`/incidents/${number}?focus=line`);
  await awake(other);
  await expect(other.locator("#live[data-open]")).toBeAttached();
  const line = other.getByLabel(/^Add what happened/);
  await line.fill("2026-03-17 14:20 half a sen");

  const before = Date.now();
  await say("2026-03-17 14:10 @Alice says more");
  await expect(other.locator("#E2")).toContainText("says more");
  expect(Date.now() - before, "milliseconds until it was shown").toBeLessThan(3_000);
  await expect(other.locator("#E2 .event-news")).toContainText("Added by");
  await expect(other.locator("#live-said")).toContainText("added E2.");
  await expect(other.locator("li.event")).toHaveCount(2);
  await expect(other.locator("li.event").last()).toHaveId("E2");
  await expect(line).toBeFocused();
  await expect(line).toHaveValue("2026-03-17 14:20 half a sen");

  const retracted = await page.request.delete(`/api/v1/incidents/${number}/events/2`);
  expect(retracted.ok(), await retracted.text()).toBeTruthy();
  await expect(other.locator("#E2")).toBeHidden();
  await expect(line).toHaveValue("2026-03-17 14:20 half a sen");
  await expectAccessible(other);
});

test("what was missed while the page was away is there when it is looked at again", async ({ page, pageAs }) => {
  await page.goto("/incidents");
  await awake(page);
  const number = await declared(page, unique("Away for lunch"));
  const say = (line: string) => post(page, `/incidents/${number}/events`, { line });
  await say("2026-03-17 14:00 !observation @Alice sees it");
  const other = await pageAs("viewer");
  await other.goto(`/incidents/${number}`);
  await awake(other);
  await expect(other.locator("#live[data-open]")).toBeAttached();
  await other.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
  await say("2026-03-17 14:10 @Alice says more");
  await say("2026-03-17 14:11 @Alice says even more");
  await expect(other.locator("#E2")).toBeHidden();
  await other.evaluate(() => dispatchEvent(new Event("online")));
  await expect(other.locator("#E2")).toBeVisible();
  await expect(other.locator("#E3")).toBeVisible();
});
