import { cls, html } from "../../ui.js";
import { now } from "../../core/clock.js";
import { number, t } from "../../core/i18n.js";
import { drawerHref, go } from "../../core/router.js";
import { styles } from "../../core/styles.js";
import { kindOf, stateName } from "../../parts/mark.js";
import { gateNow, gateParts } from "./gates.js";
await styles(import.meta.url);

/** More nodes of a batch than these are drawn as so many squares, of which each stands for several. */
const MOST = 160;
const ORDER = ["succeeded", "undone", "skipped", "failed", "undo_failed", "started", "undoing", "waiting"];

/**
 * The batches from left to right, their nodes as squares, and between them the gates.
 * @param {{rollout?: import("../../store/rollouts.js").Rollout, request: any, batches: import("../../store/rollouts.js").Batch[],
 *   nodes?: Map<number, import("../../store/rollouts.js").RolloutNode[]>}} props without `rollout` it is a plan
 */
export function Strip({ rollout, request, batches, nodes }) {
  const pick = (/** @type {MouseEvent} */ event) => {
    const id = event.target instanceof HTMLElement && event.target.dataset.node;
    if (id) go(drawerHref(`node/${id}`));
  };
  return html`<div class="strip" tabindex="0" role="group" aria-label=${t("rollout.strip")} onClick=${pick}>
    ${batches.map((batch, i) => {
      const last = i === batches.length - 1;
      const parts = gateParts(request, batch.number, last);
      const here = rollout?.gate && rollout.batch === batch.number;
      return html`<${Piece} key=${batch.number} batch=${batch} current=${!!rollout && rollout.batch === batch.number && !rollout.finishedAt} nodes=${nodes?.get(batch.number)} />
        ${(parts.length > 0 || here || !last) && html`<${GateMark} key=${`g${batch.number}`} parts=${parts} rollout=${here ? rollout : undefined} passed=${!!rollout && (rollout.batch > batch.number || (last && rollout.state === "succeeded"))} />`}`;
    })}
  </div>`;
}

/** @param {{batch: import("../../store/rollouts.js").Batch, current: boolean, nodes?: import("../../store/rollouts.js").RolloutNode[]}} props */
function Piece({ batch, current, nodes }) {
  const tally = Object.keys(batch.nodes ?? {}).length ? batch.nodes : { waiting: batch.total };
  const words = ORDER.filter((state) => tally[state]).map((state) => `${number(tally[state])} ${stateName(state)}`).join(", ");
  const done = batch.total - (tally.waiting ?? 0) - (tally.started ?? 0) - (tally.undoing ?? 0);
  return html`<div class=${cls("strip-batch", current && "strip-current")}>
    <p class="strip-title"><b>${number(batch.number)}</b><span>${batch.nodeIds?.length ? t("nodes.count", { count: batch.total }) : `${number(done)}/${number(batch.total)}`}</span></p>
    <div class="strip-squares" role="img" aria-label=${`${t("rollout.batch", { number: batch.number })}: ${words}`} title=${batch.total > MOST ? `${words}\n${t("rollout.scaled", { count: Math.ceil(batch.total / MOST) })}` : undefined}>
      ${squares(batch, nodes, tally).map(([state, id, why], i) => html`<i key=${id || i} class=${`square square-${state}`} data-node=${id || undefined} title=${id ? `${id}: ${stateName(state)}${why ? `\n${why}` : ""}` : undefined}></i>`)}
    </div>
    ${(tally.failed ?? 0) + (tally.undo_failed ?? 0) > 0 && html`<p class="strip-failed">${t("rollout.failed", { count: (tally.failed ?? 0) + (tally.undo_failed ?? 0) })}</p>`}
  </div>`;
}

/**
 * @param {import("../../store/rollouts.js").Batch} batch @param {import("../../store/rollouts.js").RolloutNode[] | undefined} nodes @param {Record<string, number>} tally
 * @returns {[string, string, string][]} state, id, why
 */
function squares(batch, nodes, tally) {
  // a plan names its nodes, a rollout that goes on does not
  if (batch.total <= MOST && batch.nodeIds?.length) return batch.nodeIds.map((id) => ["waiting", id, ""]);
  if (batch.total <= MOST && nodes?.length) return nodes.map((node) => [node.state, node.nodeId, node.message ?? ""]);
  /** @type {[string, string, string][]} */
  const all = [];
  const scale = Math.max(1, batch.total / MOST);
  // what is rare is seen too: a state that anybody is in has one square at least
  for (const state of ORDER) for (let i = 0; i < Math.max(tally[state] ? 1 : 0, Math.round((tally[state] ?? 0) / scale)); i += 1) all.push([state, "", ""]);
  return all;
}

/** @param {{parts: string[], rollout?: import("../../store/rollouts.js").Rollout, passed: boolean}} props */
function GateMark({ parts, rollout, passed }) {
  const kind = rollout ? (rollout.state === "paused" || rollout.gate === "approval" ? "wait" : kindOf("running")) : passed ? "ok" : "";
  const text = rollout ? gateNow(rollout, now.value) : parts.join(" · ");
  return html`<div class=${cls("gate", rollout && "gate-now", passed && "gate-passed")}>
    <span class=${cls("gate-line")}></span>
    <svg class=${cls("gate-mark", kind && `mark-${kind}`)} width="18" height="18" viewBox="0 0 18 18" role="img" aria-label=${`${t("rollout.gate")}: ${text || t("gate.none")}`}>
      <path d="M9 1.500L16.500 9 9 16.500 1.500 9z" fill=${passed ? "currentColor" : rollout ? "var(--bg)" : "none"} stroke="currentColor" stroke-width="1.500" stroke-dasharray=${!passed && !rollout ? "2 2" : undefined} />
      ${rollout && html`<path d="M9 5v4.500l2.500 1.500" fill="none" stroke="currentColor" stroke-width="1.300" />`}
    </svg>
    <span class="gate-line"></span>
    <p class="gate-text">${(rollout ? text.split(/, ?|，/) : parts).map((one) => html`<span key=${one}>${one}</span>`)}</p>
  </div>`;
}
