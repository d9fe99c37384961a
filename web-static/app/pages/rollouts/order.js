import { readDuration } from "../run/order.js";

/**
 * What is in the form of a new rollout, and the request that it makes.
 * @typedef {{name: string, strategy: string, kind: "command" | "file" | "config", command: string, undo: string, cwd: string, user: string,
 *   file: string, path: string, mode: string, owner: string, template: boolean, validate: string, reload: string, makeParents: boolean,
 *   component: string, priority: string, document: string,
 *   batchSize: string, parallel: string, first: string, firstTarget: string, observe: string, interval: string, autoAdvance: boolean,
 *   maxFailures: string, maxBatchFailures: string, onFailure: string, timeout: string, ttl: string, returnFor: string,
 *   health: string, http: string, tcp: string, promUrl: string, promQuery: string, promOp: string, promThreshold: string, checkTimeout: string, checkEvery: string,
 *   governor: string, slots: string}} Form
 */

/** @type {Form} */
export const EMPTY = {
  name: "", strategy: "rolling", kind: "command", command: "", undo: "", cwd: "", user: "", file: "", path: "", mode: "", owner: "", template: false, validate: "", reload: "", makeParents: false,
  component: "agent", priority: "0", document: "{\n}\n", batchSize: "", parallel: "", first: "", firstTarget: "", observe: "", interval: "", autoAdvance: true, maxFailures: "", maxBatchFailures: "", onFailure: "stop",
  timeout: "", ttl: "", returnFor: "", health: "", http: "", tcp: "", promUrl: "", promQuery: "", promOp: "<", promThreshold: "", checkTimeout: "", checkEvery: "", governor: "", slots: "1",
};

const DURATIONS = /** @type {const} */ (["observe", "interval", "timeout", "ttl", "returnFor", "checkTimeout", "checkEvery"]);

/** Without what is empty. @param {Record<string, any>} object */
const filled = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== "" && value !== undefined && value !== false));

/** Whether first nodes go ahead of the others. @param {string} strategy */
export const hasFirst = (strategy) => strategy === "canary" || strategy === "blue-green";

/**
 * @param {Form} form @param {string} target
 * @returns {{request: any, wrong: Record<string, string>}} `wrong`: keys of the dictionary by field
 */
export function requestOf(form, target) {
  /** @type {Record<string, string>} */
  const wrong = {};
  /** @type {Record<string, string>} */
  const times = {};
  for (const key of DURATIONS) {
    const time = form[key] ? readDuration(form[key]) : "";
    if (time === null) wrong[key] = "run.badDuration";
    else times[key] = time;
  }
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/.test(form.name)) wrong.name = form.name ? "rollout.badName" : "rollout.needsName";
  if (!target.trim()) wrong.target = "run.chooseTarget";
  const request = filled({
    name: form.name, target: target.trim(), strategy: form.strategy, batchSize: form.batchSize.replaceAll(" ", ""), parallel: form.kind === "config" ? "" : form.parallel.trim(),
    ...(hasFirst(form.strategy) ? { first: form.firstTarget ? "" : form.first.trim(), firstTarget: form.firstTarget.trim(), observe: times.observe } : {}),
    interval: times.interval, autoAdvance: form.autoAdvance, maxFailures: form.maxFailures.trim(), maxBatchFailures: form.maxBatchFailures.trim(), onFailure: form.onFailure,
    timeout: times.timeout, ttl: times.ttl, returnFor: times.returnFor,
    ...work(form, wrong),
  });
  const checks = filled({
    health: form.health.trim() ? { line: form.health } : undefined, http: form.http.trim(), tcp: form.tcp.trim(), timeout: times.checkTimeout, every: times.checkEvery,
    prometheus: form.promUrl.trim() ? { url: form.promUrl.trim(), query: form.promQuery, op: form.promOp, threshold: Number(form.promThreshold) } : undefined,
  });
  if (form.promUrl.trim() && (form.promThreshold.trim() === "" || Number.isNaN(Number(form.promThreshold)))) wrong.promThreshold = "rollout.badNumber";
  if (form.promUrl.trim() && !form.promQuery.trim()) wrong.promQuery = "rollout.needsQuery";
  if (Object.keys(checks).length) request.checks = checks;
  if (form.governor && form.kind !== "config") request.governor = { name: form.governor.trim(), capacity: Number(form.slots) || 1 };
  return { request, wrong };
}

/** @param {Form} form @param {Record<string, string>} wrong */
function work(form, wrong) {
  if (form.kind === "command") {
    if (!form.command.trim()) wrong.command = "run.noCommand";
    return { shell: filled({ line: form.command, cwd: form.cwd, user: form.user }), undoShell: form.undo.trim() ? filled({ line: form.undo, cwd: form.cwd, user: form.user }) : undefined };
  }
  if (form.kind === "file") {
    if (!form.file) wrong.file = "rollout.needsFile";
    if (!form.path.startsWith("/")) wrong.path = "file.badPath";
    return { file: filled({ path: form.path.trim(), sha256: form.file, mode: form.mode.trim(), owner: form.owner.trim(), template: form.template, validate: form.validate, reload: form.reload, makeParents: form.makeParents }) };
  }
  if (!parses(form.document)) wrong.document = "config.noObject";
  return { config: { component: form.component.trim(), priority: Number(form.priority) || 0, documentJson: form.document } };
}

/** @param {string} text */
function parses(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** `1.5s` of the API as people write it. @param {string | undefined} text */
const time = (text) => text ?? "";

/** The form that a rollout was started with. @param {any} request @returns {Form} */
export function formOf(request) {
  const { shell, file, config, undoShell, checks = {}, governor } = request;
  const line = (/** @type {any} */ one) => one?.line ?? (one?.argv ?? []).map((/** @type {string} */ word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
  return {
    ...EMPTY,
    name: request.name ?? "", strategy: request.strategy ?? "rolling", kind: config ? "config" : file ? "file" : "command",
    command: shell ? line(shell) : "", undo: undoShell ? line(undoShell) : "", cwd: shell?.cwd ?? "", user: shell?.user ?? "",
    file: file?.sha256 ?? "", path: file?.path ?? "", mode: file?.mode ?? "", owner: file?.owner ?? "", template: !!file?.template, validate: file?.validate ?? "", reload: file?.reload ?? "", makeParents: !!file?.makeParents,
    component: config?.component ?? "agent", priority: String(config?.priority ?? 0), document: config?.documentJson ?? EMPTY.document,
    batchSize: request.batchSize ?? "", parallel: request.parallel ?? "", first: request.first ?? "", firstTarget: request.firstTarget ?? "", observe: time(request.observe), interval: time(request.interval),
    autoAdvance: !!request.autoAdvance, maxFailures: request.maxFailures ?? "", maxBatchFailures: request.maxBatchFailures ?? "", onFailure: request.onFailure || "stop",
    timeout: time(request.timeout), ttl: time(request.ttl), returnFor: time(request.returnFor),
    health: checks.health ? line(checks.health) : "", http: checks.http ?? "", tcp: checks.tcp ?? "", checkTimeout: time(checks.timeout), checkEvery: time(checks.every),
    promUrl: checks.prometheus?.url ?? "", promQuery: checks.prometheus?.query ?? "", promOp: checks.prometheus?.op ?? "<", promThreshold: checks.prometheus ? String(checks.prometheus.threshold ?? 0) : "",
    governor: governor?.name ?? "", slots: String(governor?.capacity ?? 1),
  };
}
