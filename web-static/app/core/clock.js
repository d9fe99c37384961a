import { signal } from "../ui.js";

/** Now, in ms since 1970; told once a second while somebody can see it. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) now.value = Date.now();
});

/** Lets the browser draw and listen between two pieces of long work. @returns {Promise<void>} */
export function breathe() {
  return new Promise((resolve) => {
    channel.port1.addEventListener("message", () => resolve(), { once: true });
    channel.port2.postMessage(0);
  });
}
const channel = new MessageChannel();
channel.port1.start();
