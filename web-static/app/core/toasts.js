import { signal } from "../ui.js";
import { Problem } from "./problem.js";

/** @typedef {{id: number, kind: "ok" | "bad", text: string, problem?: Problem}} Toast */

export const toasts = signal(/** @type {Toast[]} */ ([]));
let count = 0;

/** Says that something was done; goes by itself. @param {string} text */
export function say(text) {
  const toast = { id: ++count, kind: /** @type {const} */ ("ok"), text };
  toasts.value = [...toasts.value, toast];
  setTimeout(() => dismiss(toast.id), 5_000);
}

/** Says what went wrong; stays until it is closed. @param {unknown} error */
export function complain(error) {
  const problem = Problem.from(error);
  const toast = { id: ++count, kind: /** @type {const} */ ("bad"), text: problem.message, problem };
  toasts.value = [...toasts.value.slice(-3), toast];
}

/** @param {number} id */
export function dismiss(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
