import { effect, signal } from "../ui.js";

/** What a person prefers, kept in this browser. Never a secret. */
const PREFIX = "muster.";

/**
 * @template {string} T
 * @param {string} name @param {T} initial
 * @returns {import("../vendor/signals.js").Signal<T>}
 */
export function setting(name, initial) {
  const kept = signal(/** @type {T} */ (read(PREFIX + name) ?? initial));
  effect(() => write(PREFIX + name, kept.value));
  return kept;
}

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is forbidden here: settings last as long as the page
  }
}

/** @param {string} key @param {string} value */
function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // as above
  }
}

/** `system`, `light` or `dark`. */
export const theme = setting("theme", /** @type {"system" | "light" | "dark"} */ ("system"));
/** `en`, `zh`, or empty for the browser's. */
export const chosenLanguage = setting("language", /** @type {"" | "en" | "zh"} */ (""));
/** `local` or `utc`. */
export const zone = setting("zone", /** @type {"local" | "utc"} */ ("local"));
/** Whether a refresh cookie is likely to be there; saves a refused call on a first visit. */
export const returning = setting("returning", /** @type {"" | "yes"} */ (""));

/** The theme that is shown, for what is drawn on a canvas. */
export const shade = signal("light");

const dark = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(dark.matches);
dark.addEventListener("change", (event) => (systemDark.value = event.matches));

effect(() => {
  const isDark = theme.value === "dark" || (theme.value === "system" && systemDark.value);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  shade.value = isDark ? "dark" : "light";
});

const phone = matchMedia("(max-width: 720px)");
/** Whether the window is as narrow as a telephone. */
export const narrow = signal(phone.matches);
phone.addEventListener("change", (event) => (narrow.value = event.matches));
