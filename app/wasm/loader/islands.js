// Wakes the islands of a page: the server has drawn them, this gives them their behaviour.
//
// A module file of its own (Leptos would write this script into each page), so that the
// Content-Security-Policy needs no inline script. `./throughline.js` is what wasm-bindgen writes.
import init, * as exported from "./throughline.js";

// A menu is a `<details>`, so that it opens without any script; Escape and a press elsewhere close it.
const openMenu = () => document.querySelector("details[name=menu][open]");
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && openMenu();
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
addEventListener("pointerdown", (event) => {
  const menu = openMenu();
  if (menu && !menu.contains(event.target)) {
    menu.open = false;
  }
});

const childrenCallbacks = [];

async function wake(node) {
  const tag = node.localName;
  if (tag === "leptos-island") {
    await wakeIsland(node);
  }
  // An island's own children were drawn by the server; islands in them need their parent's context.
  const inChildren = tag === "leptos-children";
  if (inChildren) {
    childrenCallbacks.push(node.$$on_hydrate);
  }
  for (const child of node.children) {
    await wake(child);
  }
  if (inChildren) {
    childrenCallbacks.pop();
  }
}

async function wakeIsland(island) {
  const name = island.dataset.component;
  const hydrateIsland = exported[name];
  if (!hydrateIsland) {
    console.warn(`Could not find WASM function for the island ${name}.`);
    return;
  }
  childrenCallbacks.at(-1)?.();
  await hydrateIsland(island);
}

if (document.querySelector("leptos-island")) {
  await init({ module_or_path: "/assets/throughline.wasm" });
  exported.hydrate();
  await wake(document.body);
}
document.documentElement.dataset.awake = "";
