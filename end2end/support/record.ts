// Making what a journey starts from, so that each journey shows only what it is about.
import { expect, type Page } from "./test";

/** A title that no other test has, also not in the other project. */
export const unique = (title: string) => `${title} ${crypto.randomUUID().slice(0, 8)}`;

/** Sends to the API what the signed-in page may send; answers what came back. */
export async function post(page: Page, path: string, data: unknown) {
  const answer = await page.request.post(`/api/v1${path}`, { data });
  expect(answer.status(), `${path}: ${await answer.text()}`).toBe(201);
  return answer.json();
}

/** Declares an incident and answers its number. */
export async function declared(page: Page, title: string, more: object = {}): Promise<string> {
  return (await post(page, "/incidents", { title, ...more })).number;
}

/** The group of fields with this legend: a moment, or radio buttons. */
export const group = (page: Page, legend: RegExp) => page.getByRole("group", { name: legend });

/** What the last act left behind on top of the page. */
export const news = (page: Page) => page.getByRole("status").first();
