import { computed } from "../ui.js";
import { chosenLanguage, zone } from "./settings.js";
import { en } from "../i18n/en.js";
import { zh } from "../i18n/zh.js";

/** @typedef {Record<string, string | number>} Params */

/** @type {Record<string, Record<string, string>>} */
const DICTIONARIES = { en, zh };

/** `en` or `zh`. */
export const language = computed(() => chosenLanguage.value || (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"));

const locale = computed(() => (language.value === "zh" ? "zh-CN" : navigator.language.startsWith("en") ? navigator.language : "en"));
const plurals = computed(() => new Intl.PluralRules(locale.value));

/**
 * The text of a key. `{name}` in it is replaced by a parameter; with the parameter `count`, `key.one` and `key.other` are
 * chosen between. A number becomes one of the language.
 * @param {string} key @param {Params} [params]
 */
export function t(key, params) {
  const words = DICTIONARIES[language.value];
  let text = words[key];
  if (text === undefined && params && "count" in params) {
    text = words[`${key}.${plurals.value.select(Number(params.count))}`] ?? words[`${key}.other`];
  }
  if (text === undefined) {
    console.error(`no text for '${key}' in ${language.value}`);
    return key;
  }
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (all, name) => {
    const value = params[name];
    return value === undefined ? all : typeof value === "number" ? number(value) : value;
  });
}

/** The text of a key that may not be there, such as a state of a newer server. @param {string} key @param {string} otherwise */
export function known(key, otherwise) {
  return DICTIONARIES[language.value][key] ?? otherwise;
}

const numbers = computed(() => new Intl.NumberFormat(locale.value));
const short = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }));

/** @param {number} value */
export const number = (value) => numbers.value.format(value);

/** @param {number} value of 1 */
export const percent = (value) => `${short.value.format(value * 100)} %`;

/** @param {number} value */
export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${short.value.format(value)} ${units[unit]}`;
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const s = ms / 1000;
  if (s < 60) return `${short.value.format(s)} s`;
  const whole = Math.round(s);
  if (s < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (s < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

const zoneOptions = computed(() => (zone.value === "utc" ? { timeZone: "UTC" } : {}));
const exacts = computed(
  () => new Intl.DateTimeFormat(locale.value, { ...zoneOptions.value, dateStyle: "medium", timeStyle: "long" }),
);
const clocks = computed(
  () => new Intl.DateTimeFormat(locale.value, { ...zoneOptions.value, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
);
// The short words of "en" are the shortest there are; columns rely on that.
const relatives = computed(() => new Intl.RelativeTimeFormat(language.value === "zh" ? "zh-CN" : "en", { numeric: "always", style: "narrow" }));

/** Date and time with their zone. @param {number} ms since 1970 */
export const exact = (ms) => exacts.value.format(ms);

/** The time of day. @param {number} ms since 1970 */
export const clock = (ms) => clocks.value.format(ms);

const shorts = computed(
  () => new Intl.DateTimeFormat(locale.value, { ...zoneOptions.value, month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
);
const dates = computed(() => new Intl.DateTimeFormat(locale.value, { ...zoneOptions.value, dateStyle: "medium" }));
/** The day with its year. @param {number} ms since 1970 */
export const calendar = (ms) => dates.value.format(ms);

/** Day and time, for columns. @param {number} ms since 1970 */
export const dayAndTime = (ms) => shorts.value.format(ms);

/** @param {number} ms since 1970 @param {number} from what is now */
export function relative(ms, from) {
  const s = (ms - from) / 1000;
  const size = Math.abs(s);
  if (size < 1.5) return t("time.now");
  if (size < 60) return relatives.value.format(Math.round(s), "second");
  if (size < 3600) return relatives.value.format(Math.round(s / 60), "minute");
  if (size < 86400) return relatives.value.format(Math.round(s / 3600), "hour");
  return relatives.value.format(Math.round(s / 86400), "day");
}

/** @param {string | undefined} time RFC 3339 @returns {number} ms since 1970, 0 for none */
export const instant = (time) => (time ? Date.parse(time) : 0);
