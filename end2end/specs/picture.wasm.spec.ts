// The picture under mouse and keys: looking closer, along, at some of it, and linking from mark to mark.
import { declared, post, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

const line = (minute: number) =>
  `2026-03-17 ${String(10 + Math.floor(minute / 60))}:${String(minute % 60).padStart(2, "0")} ${
    minute % 2 ? "@Alice looks" : "agent:helper says"
  } step ${minute}`;

test("one looks closer by key, button and wheel, and goes back to all of it", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Looked at closely"));
  for (const minute of [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]) {
    await post(page, `/incidents/${number}/events`, { line: line(minute) });
  }
  await page.goto(`/incidents/${number}`);
  await awake(page);
  const shows = page.locator("#picture-shows");
  await page.getByRole("link", { name: "Zoom in" }).click();
  await expect(shows).toContainText(" of 12 events");
  await expect(page).toHaveURL(/since=/);
  await expectAccessible(page);
  await page.locator(".picture-body").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/since=/);
  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(/since=/);
  await page.locator(".picture-body").focus();
  await page.keyboard.press("+");
  await expect(shows).toContainText(" of 12 events");
  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(/since=/);

  const drawing = page.locator(".picture-body .drawing:visible");
  const box = (await drawing.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await expect(shows).toContainText(" of 12 events");
  await page.reload();
  await expect(shows).toContainText(" of 12 events");
});

test("lanes and filters are kept in the address and work in place", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Arranged"));
  for (const minute of [0, 1, 2, 3]) await post(page, `/incidents/${number}/events`, { line: line(minute) });
  await page.goto(`/incidents/${number}`);
  await awake(page);
  await page.getByText("Show only some of it, arrange lanes").click();
  await page.getByLabel("Actor", { exact: true }).selectOption("Alice");
  await page.locator("#picture-filter").getByRole("button", { name: "Show" }).click();
  await expect(page.locator("#picture-shows")).toContainText("2 of 4 events");
  await expect(page).toHaveURL(/who=Alice/);
  await page.getByRole("link", { name: "Show everything" }).first().click();
  await expect(page).not.toHaveURL(/who=/);
});

test("dragging from mark to mark asks what is between the two", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Linked by hand"));
  for (const minute of [0, 30]) await post(page, `/incidents/${number}/events`, { line: line(minute + 1) });
  await page.goto(`/incidents/${number}`);
  await awake(page);
  const drawing = page.locator(".picture-body .drawing:visible");
  const [from, to] = [drawing.locator("a[href='#E1'] .hit"), drawing.locator("a[href='#E2'] .hit")];
  await from.hover();
  await page.mouse.down();
  await to.hover();
  await page.mouse.up();
  await expect(page.getByRole("heading", { name: "What is between E1 and E2?" })).toBeVisible();
});

test("a lane is dragged by its name, and the order is kept in the address", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Lanes by hand"));
  for (const minute of [0, 1, 2, 3]) await post(page, `/incidents/${number}/events`, { line: line(minute) });
  await page.goto(`/incidents/${number}`);
  await awake(page);
  const lanes = page.locator(".picture-body .drawing:visible [data-lane]");
  const names = () => lanes.evaluateAll((all) => all.map((lane) => lane.getAttribute("data-lane")));
  const before = await names();
  expect(before).toHaveLength(2);
  await lanes.first().hover();
  await page.mouse.down();
  const box = (await lanes.last().boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + box.height - 2, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/lanes=/);
  expect(await names()).toEqual(before.toReversed());
});
