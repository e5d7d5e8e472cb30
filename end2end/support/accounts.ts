// One account for each role, made before the server starts.
import { type APIRequestContext, expect } from "@playwright/test";

export type Role = "viewer" | "responder" | "commander" | "admin";

export const password = process.env.PASSWORD ?? "correct horse battery staple";

export const email = (role: Role) => `${role}@example.org`;

/** Signs in as the form does; the cookie stays in the given context. */
export async function signInAs(request: APIRequestContext, role: Role) {
  const answer = await request.post("/sign-in", {
    form: { email: email(role), password },
    maxRedirects: 0,
  });
  expect(answer.status(), await answer.text()).toBe(303);
}
