import { html, useState } from "../../ui.js";
import { clock, exact, instant, known, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { Empty, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { nodeList } from "../../parts/nodelist.js";
import { Virtual } from "../../parts/virtual.js";
await styles(import.meta.url);

/**
 * What happened, the newest at the end. It follows the end until somebody scrolls away.
 * @param {{watch: import("../../store/rollouts.js").RolloutWatch, live: boolean}} props
 */
export function Timeline({ watch, live }) {
  const [follow, setFollow] = useState(true);
  void watch.version.value;
  const rows = watch.events.flatMap((event) => entries(event));
  if (!rows.length && (watch.state.value === "loading" || watch.state.value === "idle")) return html`<${Skeleton} rows=${5} />`;
  if (!rows.length) return html`<${Empty} title=${t("job.nothingYet")} />`;
  const row = (/** @type {number} */ i) => {
    const { event, kind, text, state } = rows[i];
    const at = instant(event.at);
    return html`<div key=${i} class="timeline-row" role="listitem"><time title=${exact(at)}>${clock(at)}</time><${Mark} bare state=${state} />
      <span class="timeline-what">${kind}</span><span class="timeline-text" title=${text}>${text}</span>${event.by && html`<span class="timeline-by">${event.by}</span>`}</div>`;
  };
  return html`<${Virtual} class="timeline" count=${rows.length} height=${24} row=${row} role="list" label=${t("rollout.timeline")} follow=${live && follow}
    onSeen=${(/** @type {number} */ first, /** @type {number} */ _last, /** @type {boolean} */ atEnd) => live && setFollow(atEnd || first === 0 && rows.length < 20)} />`;
}

const NOTE_STATES = /** @type {Record<string, string>} */ ({
  check_failed: "failed", check_passed: "succeeded", gate: "waiting", batch_started: "running", job_started: "running", batch_ended: "succeeded", pause: "paused", nodes_skipped: "skipped",
  gave_up: "failed", adopted: "unknown", promote: "succeeded", resume: "running", retry: "running", abort: "aborted", rollback: "rolling_back", undo_started: "undoing", undo_ended: "undone",
});

/** @param {import("../../store/rollouts.js").RolloutEvent} event */
function entries(event) {
  const list = (event.notes ?? []).map((note) => ({
    event, kind: known(`rnote.${note.kind}`, known(`state.${note.kind}`, note.kind)), text: note.kind === "gate" ? known(`gate.now.${note.text}`, note.text ?? "") : (note.text ?? ""), state: NOTE_STATES[note.kind] ?? note.kind,
  }));
  /** @type {Map<string, string[]>} */
  const moved = new Map();
  for (const node of event.nodes ?? []) {
    const key = `${node.state}\n${node.state === "failed" || node.state === "undo_failed" || node.state === "skipped" ? (node.message ?? "") : ""}`;
    moved.set(key, [...(moved.get(key) ?? []), node.nodeId]);
  }
  for (const [key, ids] of moved) {
    const [state, message] = key.split("\n");
    list.push({ event, kind: known(`state.${state}`, state), text: `${nodeList(ids, 160)}${message ? `: ${message}` : ""}`, state });
  }
  return list.length ? list : [{ event, kind: known(`state.${event.state}`, event.state), text: event.reason ?? "", state: event.state }];
}
