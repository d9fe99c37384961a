/**
 * What is in the form of the page Run, and the order that it makes.
 * @typedef {{command: string, plain: boolean, timeout: string, ttl: string, batch: string, limit: string, name: string, user: string, cwd: string,
 *   env: string, stdin: string}} Form
 */

/** @type {Form} */
export const EMPTY = { command: "", plain: false, timeout: "", ttl: "", batch: "", limit: "", name: "", user: "", cwd: "", env: "", stdin: "" };

const UNITS = /** @type {Record<string, number>} */ ({ ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 });

/** `90`, `90s`, `1h30m` as the API writes it: `5400s`. @param {string} text @returns {string | null} null: it is no duration */
export function readDuration(text) {
  const compact = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(compact)) return `${compact}s`;
  if (!/^(\d+(ms|s|m|h|d))+$/.test(compact)) return null;
  let seconds = 0;
  for (const [, count, unit] of compact.matchAll(/(\d+)(ms|s|m|h|d)/g)) seconds += Number(count) * UNITS[unit];
  return `${seconds}s`;
}

/** Words as a shell would split them; null: a quote is not closed. @param {string} text @returns {string[] | null} */
export function splitWords(text) {
  const words = [];
  let word = "";
  let inside = false;
  let quote = "";
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (quote) {
      if (char === quote) quote = "";
      else if (char === "\\" && quote === '"' && i + 1 < text.length) word += text[++i];
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      inside = true;
    } else if (char === "\\" && i + 1 < text.length) {
      word += text[++i];
      inside = true;
    } else if (/\s/.test(char)) {
      if (inside || word) words.push(word);
      word = "";
      inside = false;
    } else {
      word += char;
    }
  }
  if (quote) return null;
  if (inside || word) words.push(word);
  return words;
}

/** @param {string} text lines of `KEY=VALUE` @returns {Record<string, string> | null} */
export function readEnv(text) {
  /** @type {Record<string, string>} */
  const env = {};
  for (const line of text.split("\n").filter((one) => one.trim())) {
    const at = line.indexOf("=");
    if (at < 1) return null;
    env[line.slice(0, at).trim()] = line.slice(at + 1);
  }
  return env;
}

/** @param {string} text */
function toBase64(text) {
  let raw = "";
  for (const byte of new TextEncoder().encode(text)) raw += String.fromCharCode(byte);
  return btoa(raw);
}

/**
 * @param {Form} form @param {string} target
 * @returns {{order: import("../../store/jobs.js").Order, problem: string}} `problem` is a key of the dictionary, empty when all is well
 */
export function orderOf(form, target) {
  const env = readEnv(form.env);
  const timeout = form.timeout ? readDuration(form.timeout) : undefined;
  const ttl = form.ttl ? readDuration(form.ttl) : undefined;
  const words = form.plain ? splitWords(form.command) : [];
  const problem = !form.command.trim() ? "run.noCommand" : words === null ? "run.openQuote" : env === null ? "run.badEnv" : timeout === null || ttl === null ? "run.badDuration"
    : [form.batch, form.limit].some((one) => one && !/^([1-9]\d{0,8}|([1-9]\d?|100)%)$/.test(one.trim())) ? "run.badCount" : "";
  const shell = {
    ...(form.plain ? { argv: words ?? [] } : { line: form.command }),
    ...(env && Object.keys(env).length ? { env } : {}),
    ...(form.cwd && { cwd: form.cwd }),
    ...(form.user && { user: form.user }),
    ...(form.stdin && { stdin: toBase64(form.stdin) }),
  };
  const order = {
    target: target.trim(), shell,
    ...(timeout && { timeout }), ...(ttl && { ttl }), ...(form.batch && { batch: form.batch.trim() }), ...(form.limit && { limit: form.limit.trim() }), ...(form.name && { name: form.name }),
  };
  return { order, problem };
}

/** The form that a job was made with. @param {import("../../store/jobs.js").Job} job @returns {Form} */
export function optionsOf(job) {
  const { shell = {} } = job;
  return {
    ...EMPTY,
    command: shell.line ?? (shell.argv ?? []).map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" "),
    plain: !shell.line && !!shell.argv?.length,
    timeout: job.timeout ?? "", ttl: job.ttl ?? "", name: job.name,
    user: shell.user ?? "", cwd: shell.cwd ?? "", env: Object.entries(shell.env ?? {}).map(([key, value]) => `${key}=${value}`).join("\n"),
  };
}
