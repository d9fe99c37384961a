import { html, useMemo, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { patch } from "../../core/router.js";
import { number, t } from "../../core/i18n.js";
import { say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { cancel, isOver, retry } from "../../store/jobs.js";
import { jobRun, useRun } from "../../store/jobrun.js";
import { Button, Segments } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { kindOf } from "../../parts/mark.js";
import { Output } from "../../parts/output/output.js";
import { Lanes } from "./lanes.js";
await styles(import.meta.url);

const DONE = new Set(["succeeded", "failed", "timed_out", "cancelled", "expired", "unknown"]);
/** What a retry may take up again. */
const AGAIN = ["failed", "timed_out", "cancelled", "expired", "unknown"];

/** @type {Record<string, (lane: import("../../store/lane.js").Lane) => boolean>} */
const FILTERS = {
  "": () => true,
  bad: (lane) => DONE.has(lane.state) && kindOf(lane.state) !== "ok",
  ok: (lane) => lane.state === "succeeded",
  open: (lane) => !DONE.has(lane.state),
};

/**
 * A job with what it prints: as it runs, and again whenever somebody comes back to it.
 * @param {{id: string, query: Record<string, string>}} props
 */
export function JobView({ id, query }) {
  const run = useRun(jobRun(id));
  const job = run.job.value;
  const filter = query.f ?? "";
  const byNode = query.view === "nodes" || !!query.node;
  const version = run.version.value;
  const wanted = FILTERS[filter] ?? FILTERS[""];
  const folds = useMemo(() => run.folds(wanted), [version, filter, run]);
  const live = !!job && !isOver(job);
  if (run.error.value && !job) return html`<${ProblemBox} problem=${run.error.value} onRetry=${() => run.again()} />`;
  if (!job) return html`<${Skeleton} rows=${8} />`;
  const unread = folds.reduce((sum, fold) => sum + fold.lane.unread * fold.nodes.length, 0);
  const counts = Object.fromEntries(Object.keys(FILTERS).map((name) => [name, [...run.lanes.values()].filter(FILTERS[name]).length]));
  return html`<div class="jobview">
    <div class="jobview-bar">
      <${Segments} label=${t("job.filter")} value=${filter} onChange=${(/** @type {string} */ value) => patch({ f: value })}
        options=${Object.keys(FILTERS).map((name) => ({ value: name, text: html`${t(`job.filter.${name || "all"}`)} <span class="jobview-number">${number(counts[name])}</span>` }))} />
      <${Segments} label=${t("job.view")} value=${byNode ? "nodes" : ""} onChange=${(/** @type {string} */ value) => patch({ view: value, node: null })}
        options=${[{ value: "", text: t("job.folded") }, { value: "nodes", text: t("job.byNode") }]} />
      <span class="jobview-space"></span>
      ${run.state.value === "lost" && html`<span class="stale" role="status">${t("job.lost")}</span>`}
    </div>
    ${byNode
      ? html`<${Lanes} run=${run} wanted=${wanted} node=${query.node ?? ""} live=${live} />`
      : html`<${Output} folds=${folds} live=${live} name=${`job-${id}.txt`} unread=${unread} onNode=${(/** @type {string} */ node) => patch({ node }, { push: true })}
          empty=${html`<${Empty} title=${filter ? t("job.noneOfThese") : t("job.nothingYet")} />`} />`}
  </div>`;
}

/** What can be done with a job now, and nothing else. @param {{id: string}} props */
export function JobActions({ id }) {
  const run = useRun(jobRun(id));
  const [asked, setAsked] = useState("");
  const job = run.job.value;
  if (!job || !can("task:execute")) return null;
  const over = isOver(job);
  const open = [...run.lanes.values()].filter(FILTERS.open).map((lane) => lane.node);
  const again = AGAIN.filter((state) => (job.tasks[state] ?? 0) > 0);
  const bad = [...run.lanes.values()].filter((lane) => again.includes(lane.state)).map((lane) => lane.node);
  return html`
    ${!over && html`<${Button} kind="danger" icon="stop" onClick=${() => setAsked("cancel")} disabled=${job.state === "cancelling"}>${t("job.cancel")}<//>`}
    ${over && again.length > 0 && html`<${Button} icon="again" onClick=${() => setAsked("retry")}>${t("job.retry", { count: bad.length })}<//>`}
    ${over && job.shell && html`<${Button} icon="run" href=${againHref(job)}>${t("job.runAgain")}<//>`}
    ${asked === "cancel" && html`<${Confirm} title=${t("job.cancel")} action=${t("job.cancel")} nodes=${open} reason onClose=${() => setAsked("")}
      onConfirm=${async (/** @type {string} */ reason) => (await cancel(id, reason), say(t("job.cancelled")))}><p>${t("job.cancelText")}</p><//>`}
    ${asked === "retry" && html`<${Confirm} title=${t("job.retryTitle")} action=${t("job.retryTitle")} danger=${false} nodes=${bad} onClose=${() => setAsked("")}
      onConfirm=${async () => (await retry(id, again), run.again())}><p>${t("job.retryText")}</p><//>`}`;
}

/** The page Run with the same target and command. @param {import("../../store/jobs.js").Job} job */
function againHref(job) {
  const params = new URLSearchParams({ t: job.target, from: job.id });
  return `/run?${params}`;
}

