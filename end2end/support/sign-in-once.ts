// Signs the administrator in once for all specs: passwords are slow to check, and tries are counted.
import { type FullConfig, request } from "@playwright/test";
import { signInAs } from "./accounts";

export default async function signInOnce(config: FullConfig) {
  const { baseURL, storageState } = config.projects[0].use;
  const context = await request.newContext({ baseURL });
  await signInAs(context, "admin");
  await context.storageState({ path: String(storageState) });
  await context.dispose();
}
