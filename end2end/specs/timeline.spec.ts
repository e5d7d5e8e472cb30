// The timeline line by line, the link that makes it a chain, and taking back what was wrong.
import { declared, news, unique } from "../support/record";
import { awake, expect, expectAccessible, type Page, test } from "../support/test";

type Line = { text: string; kind: string; who: string; sort: string; at: string };

async function add(page: Page, { text, kind, who, sort, at }: Line) {
  await page.getByRole("link", { name: "Add an event with all its fields" }).click();
  const form = adding(page);
  await form.getByLabel(/^What happened/).fill(text);
  await form.getByLabel("Kind", { exact: true }).selectOption(kind);
  await form.getByLabel("Who or what did it: sort").selectOption(sort);
  await form.getByLabel(/^Who or what did it\s*(optional)?$/).fill(who);
  await form.getByRole("group", { name: /^When it happened/ }).getByLabel("Time", { exact: true }).fill(at);
  await form.getByRole("button", { name: "Add the event" }).click();
}

/** The form, in the dialog or on its page. */
const adding = (page: Page) => page.locator('form[action$="/events"]');
/** What is told of it, in either. */
const told = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

const story: Line[] = [
  { text: "Asks how to widen access.", kind: "communication", who: "Engineer A", sort: "human", at: "2026-03-17" },
  { text: "Answers in public, wrongly.", kind: "agent_output", who: "Forum helper", sort: "ai_agent", at: "2026-03-17" },
  { text: "Follows the advice.", kind: "human_action", who: "Engineer A", sort: "human", at: "2026-03-17 14:20" },
  { text: "Data is open to all staff.", kind: "impact_started", who: "Wiki", sort: "system", at: "2026-03-17 14:20" },
  { text: "An audit job notices.", kind: "detection", who: "Audit job", sort: "automation", at: "2026-03-17 16:05" },
];

test("five lines, two of them linked, make a chain that can be read", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Advice that was followed"));
  await page.goto(`/incidents/${number}`);
  for (const [place, line] of story.entries()) {
    await awake(page);
    await add(page, line);
    await expect(told(page, `Added E${place + 1}.`)).toBeVisible();
    await expect(page.locator(`#E${place + 1}`)).toContainText(line.text);
  }
  await awake(page);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Link two events" }).click();
  const link = page.locator('form[action$="/links"]');
  await link.getByLabel("This event", { exact: true }).selectOption("3");
  await link.getByLabel("did what", { exact: true }).selectOption("acted_on");
  await link.getByLabel("to this event", { exact: true }).selectOption("2");
  await link.getByLabel("Why it is thought so").fill("thread, reply 3");
  await link.getByRole("button", { name: "Draw the link" }).click();
  await expect(link.getByRole("alert")).toContainText("The link is not drawn");
  await expect(link.getByLabel("Why it is thought so")).toHaveValue("thread, reply 3");
  await awake(page);
  await expectAccessible(page);

  await link.getByLabel("This event", { exact: true }).selectOption("2");
  await link.getByLabel("to this event", { exact: true }).selectOption("3");
  await link.getByRole("button", { name: "Draw the link" }).click();
  await expect(told(page, "Linked E2 to E3.")).toBeVisible();
  await expect(page.locator("#E2")).toContainText(/was acted on by\s*E3/);

  await page.goto(`/incidents/${number}?chain=E2`);
  await expect(page.getByRole("heading", { name: "Reliance chain of E2" })).toBeVisible();
  await awake(page);
  await expectAccessible(page);
});

test("a line that is wrong keeps what was typed", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Typed too fast"));
  await page.goto(`/incidents/${number}`);
  await awake(page);
  await add(page, { ...story[0], at: "the other day" });
  const form = adding(page);
  await expect(form.getByRole("alert")).toContainText("The event is not added yet");
  await expect(form.getByLabel(/^What happened/)).toHaveValue(story[0].text);
  await awake(page);
  await expectAccessible(page);
});

test("a retracted event leaves the timeline, not the record, and can be put back", async ({ page }) => {
  await page.goto("/incidents");
  const number = await declared(page, unique("Recorded by mistake"));
  await page.goto(`/incidents/${number}`);
  await add(page, story[0]);
  await expect(page.locator("#E1")).toContainText(story[0].text);

  await page.goto(`/incidents/${number}/events/1`);
  await awake(page);
  await page.getByText("Retract this event").click();
  await page.getByLabel("Why", { exact: true }).fill("It belongs to another incident.");
  await awake(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Retract", exact: true }).click();
  await expect(news(page)).toContainText("E1");
  await page.goto(`/incidents/${number}`);
  await expect(page.locator("#E1")).toHaveCount(0);

  await page.goto(`/incidents/${number}/events/1`);
  await expect(page.getByRole("main")).toContainText("It belongs to another incident.");
  await awake(page);
  await page.getByRole("button", { name: "Put it back on the timeline" }).click();
  await expect(news(page)).toContainText("E1 is back on the timeline.");
  await expect(page.locator("#E1")).toContainText(story[0].text);
  await awake(page);
  await expectAccessible(page);
});
