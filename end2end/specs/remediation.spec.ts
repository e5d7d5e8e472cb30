// One fix for two incidents, from the proposal to the proof, and the rule that its owner cannot prove it.
import { email } from "../support/accounts";
import { declared, unique } from "../support/record";
import { awake, expect, expectAccessible, type Page, test } from "../support/test";

/** The form of one step, opened if it is not. */
async function step(page: Page, name: RegExp) {
  await awake(page);
  const panel = page.locator("details", { has: page.locator("summary", { hasText: name }) });
  if ((await panel.getAttribute("open")) === null) await panel.locator("summary").click();
  return panel;
}

const send = (panel: ReturnType<Page["locator"]>) => panel.getByRole("button", { name: /^Move to/ }).click();

test("a remediation serves two incidents, takes effect, and somebody else proves it", async ({ page, pageAs }) => {
  await page.goto("/incidents");
  const first = await declared(page, unique("Posted without approval"));
  const second = await declared(page, unique("Posted without approval again"));
  const title = unique("Posting needs a named approver");

  await page.goto(`/incidents/${first}`);
  await awake(page);
  await page.getByRole("link", { name: "Propose a remediation" }).click();
  await page.getByLabel("What is to be done?").fill(title);
  await page.getByLabel(/^Owner/).fill(email("responder"));
  await page.getByLabel(/^Verifier/).fill(email("admin"));
  await page.getByLabel(/^What would show that it works/).fill("unapproved posts by agents");
  await page.getByLabel(/^How is that checked/).fill("gateway log query");
  await page.getByLabel(/^Expected result/).fill("0 in 30 days");
  await awake(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const number = page.url().match(/REM-\d+/)![0];

  await awake(page);
  await page.getByText("It serves one more incident").click();
  await page.getByLabel("Incident", { exact: true }).fill(second);
  await page.getByRole("button", { name: "Attach" }).click();
  const serves = page.getByRole("region", { name: /^Incidents it serves/ });
  await expect(serves.getByRole("listitem")).toHaveCount(2);
  await page.goto(`/incidents/${second}`);
  await expect(page.getByRole("link", { name: title })).toBeVisible();

  await page.goto(`/remediations/${number}`);
  await send(await step(page, /^Move to accepted/));
  await send(await step(page, /^Move to in progress/));
  const implemented = await step(page, /^Move to implemented/);
  await send(implemented);
  await expect((await step(page, /^Move to implemented/)).getByRole("alert")).toContainText("The step is not taken yet");
  await awake(page);
  await expectAccessible(page);
  await implemented.locator("input[name=effective_at]").fill("2026-10-01T09:00");
  await send(implemented);
  await expect(page.getByRole("region", { name: "History" })).toContainText(/→ Implemented/);

  const owner = await pageAs("responder");
  await owner.goto(`/remediations/${number}`);
  const refused = await step(owner, /^Move to verified/);
  await expect(refused).toContainText("somebody else must verify");

  await awake(page);
  await page.getByRole("link", { name: "Verify it" }).click();
  const verified = page.locator("form[action$='/verify']");
  await verified.getByLabel("What the measure gave").fill("0 in 41 days");
  await verified.getByLabel("What shows it").fill("https://logs.example.org/query/7");
  await expectAccessible(page);
  await verified.getByRole("button", { name: "Save the verification" }).click();
  await expect(page.getByRole("region", { name: "What shows that it works" })).toContainText("Result: 0 in 41 days");
  await awake(page);
  await expectAccessible(page);
});
