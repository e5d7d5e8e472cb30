// The map of guardrails by keyboard: from a mark to its control, its incidents and what is done.
import { declared, post, unique } from "../support/record";
import { awake, expect, expectAccessible, type Page, test } from "../support/test";

/** An incident in which `agent` acted and the approval gate let it pass; its number. */
async function passed(page: Page, agent: string, state: string) {
  const number = await declared(page, unique(`The gate was ${state}`));
  await post(page, `/incidents/${number}/events`, {
    kind: "agent_action",
    text: "posted",
    occurred: { at: "2026-03-17T10:00:00Z", precision: "minute" },
    actor: { kind: "ai_agent", ref: agent },
  });
  await post(page, `/incidents/${number}/factors`, { code: "approval_missing", scope: agent, role: "enabling" });
  await post(page, `/incidents/${number}/controls`, { control: "approval_gate", state });
  return number;
}

test("a mark leads to its control, the incidents and what is under way", async ({ page }) => {
  await page.goto("/incidents");
  const name = unique("Posting helper");
  const { key } = await post(page, "/agents", { name });
  const first = await passed(page, key, "absent");
  const second = await passed(page, key, "bypassed");
  const fix = await post(page, "/remediations", {
    title: unique("Ask before posting"),
    controls: ["approval_gate"],
    factors: [{ code: "approval_missing", scope: key }],
    due: "2026-01-05",
  });

  await page.goto("/trends");
  await awake(page);
  await page.getByRole("link", { name: "By factor and agent, with what is done about it" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Guardrails" })).toBeVisible();
  await awake(page);
  await expectAccessible(page);

  await page.getByLabel("Agent", { exact: true }).selectOption({ label: name });
  await page.getByRole("button", { name: "Show" }).press("Enter");
  await expect(page).toHaveURL(new RegExp(`agent=${key}`));
  await awake(page);
  const mark = page.getByRole("region", { name: "Controls and agents" }).getByRole("link", { name: /1 absent, 1 bypassed/ });
  await mark.press("Enter");
  await expect(page).toHaveURL(/control=approval_gate.*#control-approval_gate/);
  await awake(page);
  const control = page.locator("#control-approval_gate");
  await expect(control).toContainText("2 incidents");
  await expect(control).toContainText("again");
  for (const number of [first, second]) await expect(control.getByRole("link", { name: number, exact: true })).toBeVisible();
  await expect(control.getByRole("link", { name: fix.number, exact: true })).toBeVisible();
  await expectAccessible(page);

  await control.getByRole("link", { name: fix.number, exact: true }).press("Enter");
  await expect(page).toHaveURL(new RegExp(`/remediations/${fix.number}$`));
  await page.goBack();
  await awake(page);
  await control.getByRole("link", { name: second, exact: true }).press("Enter");
  await expect(page).toHaveURL(new RegExp(`/incidents/${second}$`));
});
