import { duration, instant, t } from "../../core/i18n.js";
import { hasFirst } from "./order.js";

/** Seconds of the API as text: `1.5s`. @param {string | undefined} text @returns {number} ms */
export const span = (text) => (text ? Number.parseFloat(text) * 1000 : 0);

/** How long, without what is nothing: `10 min`. @param {number} ms */
const brief = (ms) => duration(ms).replace(/ 0 (s|min|h)$/, "");

/** Whether something is checked after a batch. @param {any} request */
export const hasChecks = ({ checks = {} }) => !!(checks.health || checks.http || checks.tcp || checks.prometheus);

/**
 * What the gate after a batch waits for.
 * @param {any} request @param {number} batch from 1 @param {boolean} last
 * @returns {string[]} nothing: there is no gate
 */
export function gateParts(request, batch, last) {
  const parts = [];
  if (hasChecks(request)) parts.push(t("gate.checks"));
  if (last) return request.returnFor ? [...parts, t("gate.returnFor", { time: brief(span(request.returnFor)) })] : parts;
  const soak = hasFirst(request.strategy) && batch === 1 && request.observe !== undefined ? span(request.observe) : span(request.interval);
  if (soak) parts.push(brief(soak));
  if (!request.autoAdvance) parts.push(t("gate.approval"));
  return parts;
}

/** What a gate waits for now, and for how long. @param {import("../../store/rollouts.js").Rollout} rollout @param {number} at ms since 1970 */
export function gateNow(rollout, at) {
  const ms = rollout.gateUntil ? Math.ceil((instant(rollout.gateUntil) - at) / 1000) * 1000 : 0;
  const left = ms > 0 ? duration(ms) : "";
  const what = t(`gate.now.${rollout.gate}`);
  return left ? t("gate.left", { what, time: left }) : what;
}
