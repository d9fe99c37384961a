import { effect, signal } from "../ui.js";
import { identity } from "./session.js";

/**
 * Whether the server answers. Asked every few seconds while somebody looks, because a server that hangs keeps its
 * connections open.
 */
const EVERY = 4_000;
const PATIENCE = 3_500;

/** When it answered last, in ms since 1970; 0 while it does. */
export const lostSince = signal(0);

let lastAnswer = Date.now();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Something came from the server. */
export function heard() {
  lastAnswer = Date.now();
  if (lostSince.peek()) lostSince.value = 0;
}

/** Asks now. @returns {Promise<boolean>} */
export async function probe() {
  clearTimeout(timer);
  let ok = false;
  try {
    const answer = await fetch("/healthz", { signal: AbortSignal.timeout(PATIENCE), cache: "no-store" });
    ok = answer.ok;
  } catch {
    // told below
  }
  if (ok) heard();
  else if (!lostSince.peek()) lostSince.value = lastAnswer;
  timer = setTimeout(tick, ok ? EVERY : 1_500);
  return ok;
}

function tick() {
  if (identity.peek() && !document.hidden) void probe();
  else timer = setTimeout(tick, EVERY);
}

effect(() => {
  if (identity.value && !timer) timer = setTimeout(tick, EVERY);
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && identity.peek()) void probe();
});
