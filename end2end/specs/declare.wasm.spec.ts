// What is like an incident is told while its title is typed.
import { declared, post, unique } from "../support/record";
import { awake, expect, expectAccessible, test } from "../support/test";

test("typing a title tells of the incident and the remediation that it is like", async ({ page }) => {
  const word = unique("Frobnicator").replaceAll(/[^A-Za-z0-9]/g, "");
  const incident = await declared(page, `${word} answered without approval`);
  const { number } = await post(page, "/remediations", { title: `Ask before the ${word} answers` });

  await page.goto("/incidents/new");
  await awake(page);
  const told = page.getByRole("complementary", { name: "What is like it" });
  await expect(told).not.toContainText(number);
  await page.getByLabel("What is happening?").pressSequentially(`The ${word} did it again`);
  await expect(told).toContainText(incident);
  await expect(told).toContainText(number);
  await expectAccessible(page);

  await page.getByLabel("What is happening?").fill("");
  await expect(told).not.toContainText(number);
});
