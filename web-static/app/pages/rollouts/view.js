import { html } from "../../ui.js";
import { now } from "../../core/clock.js";
import { href, patch, route } from "../../core/router.js";
import { instant, number, percent, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { isLive, rolloutWatch, useWatch, workOfRollout } from "../../store/rollouts.js";
import { Ago, Took } from "../../parts/ago.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Page, Tabs } from "../../parts/page.js";
import { RolloutActions } from "./actions.js";
import { gateNow } from "./gates.js";
import { RolloutNodes } from "./nodes.js";
import { Rules } from "./rules.js";
import { Strip } from "./strip.js";
import { Timeline } from "./timeline.js";
await styles(import.meta.url);

export { RolloutActions };

/** The permanent address of a rollout. @param {{id: string, query: Record<string, string>}} props */
export function RolloutPage({ id, query }) {
  const watch = useWatch(rolloutWatch(id));
  const rollout = watch.rollout.value;
  const title = html`<a href="/rollouts">${t("page.rollouts")}</a> / <code>${rollout?.name ?? id}</code>`;
  return html`<${Page} title=${title} bar=${rollout && html`<${Mark} state=${rollout.state} />`} actions=${html`<${RolloutActions} watch=${watch} />`} fill>
    <${RolloutView} watch=${watch} query=${query} />
  <//>`;
}

const TABS = ["timeline", "nodes", "rules"];

/** What a rollout does, where it stands, and what happened. @param {{watch: import("../../store/rollouts.js").RolloutWatch, query: Record<string, string>}} props */
export function RolloutView({ watch, query }) {
  const rollout = watch.rollout.value;
  const error = watch.error.value;
  if (!rollout) {
    if (error?.status === 404) return html`<${Empty} icon="rollouts" title=${t("rollout.gone", { id: watch.id })}><a href="/rollouts">${t("page.rollouts")}</a><//>`;
    return error ? html`<${ProblemBox} problem=${error} />` : html`<${Skeleton} rows=${8} />`;
  }
  const tab = TABS.includes(query.tab) ? query.tab : "timeline";
  const live = isLive(rollout);
  return html`<div class="rolloutview">
    <${Head} rollout=${rollout} watch=${watch} />
    ${watch.state.value === "lost" && (error ? html`<${ProblemBox} problem=${error} />` : html`<p class="rolloutview-lost stale">${t("job.lost")}</p>`)}
    <${Strip} rollout=${rollout} request=${rollout.request} batches=${rollout.batches} nodes=${watch.byBatch()} />
    <${Tabs} label=${rollout.name} at=${tab} tabs=${TABS.map((one) => ({ id: one, text: one === "nodes" ? `${t("rollout.nodes")} ${number(rollout.total)}` : t(`rollout.${one}`), href: href(route.value.path, { ...route.value.query, tab: one }) }))} />
    ${tab === "nodes" ? html`<${RolloutNodes} watch=${watch} state=${query.nodes ?? ""} choose=${(/** @type {string} */ nodes) => patch({ nodes })} />` : tab === "rules" ? html`<${Rules} rollout=${rollout} />` : html`<${Timeline} watch=${watch} live=${live} />`}
  </div>`;
}

const ENDED = ["succeeded", "failed", "undone", "undo_failed"];

/** Nodes a minute, over its last minute while it goes on, and over all of it afterwards. @param {import("../../store/rollouts.js").RolloutWatch} watch @param {boolean} live */
function rateOf(watch, live) {
  const events = watch.events;
  if (!events.length) return "";
  const until = live ? now.value : instant(events[events.length - 1].at);
  const from = Math.max(instant(events[0].at), live ? until - 60_000 : 0);
  let ended = 0;
  for (let i = events.length - 1; i >= 0 && instant(events[i].at) >= from; i -= 1) ended += (events[i].nodes ?? []).filter((node) => ENDED.includes(node.state)).length;
  const minutes = Math.max(1 / 60, (until - from) / 60_000);
  const rate = ended / minutes;
  return rate ? t("rollout.rate", { rate: rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate) }) : "";
}

/** @param {{rollout: import("../../store/rollouts.js").Rollout, watch: import("../../store/rollouts.js").RolloutWatch}} props */
function Head({ rollout, watch }) {
  const live = isLive(rollout);
  const { request, nodes } = rollout;
  const done = ENDED.reduce((sum, state) => sum + (nodes[state] ?? 0), 0);
  const whole = rollout.total - (nodes.skipped ?? 0);
  const rate = rateOf(watch, live);
  const reason = rollout.gate ? gateNow(rollout, now.value) : rollout.reason;
  return html`<div class="rolloutview-head">
    <pre class="rolloutview-work" tabindex="0"><span>${request.shell ? "$ " : `${t(`work.${request.config ? "config" : "file"}`)} `}</span>${workOfRollout(request)}</pre>
    <div class="rolloutview-line">
      ${reason && html`<b>${reason}</b>`}
      <span>${t("rollout.progress", { done: number(done), all: number(whole), percent: percent(whole ? Math.floor((100 * done) / whole) / 100 : 0) })}</span>
      ${(nodes.failed ?? 0) > 0 && html`<span class="rolloutview-failed">${t("rollout.failed", { count: nodes.failed })}</span>`}
      ${(nodes.skipped ?? 0) > 0 && html`<span>${t("rollout.skipped", { count: nodes.skipped })}</span>`}
      ${rate && html`<span>${rate}</span>`}
      <span><${Took} from=${rollout.createdAt} to=${live ? undefined : rollout.finishedAt} /></span>
      ${rollout.attempt > 1 && html`<span>${t("output.attempt", { number: rollout.attempt })}</span>`}
      <span class="rolloutview-faint">${t(`strategy.${rollout.strategy}`)}</span>
      <span class="rolloutview-faint">${t("job.by", { name: rollout.createdBy })} <${Ago} time=${rollout.createdAt} /></span>
      <span class="rolloutview-target">${t("target.label")} <a href=${href("/nodes", { t: rollout.target })}><code>${rollout.target}</code></a></span>
      ${rollout.jobId && html`<a href=${`/jobs/${rollout.jobId}`}>${t("rollout.job")}</a>`}
      ${live && rollout.owner && html`<span class="rolloutview-faint">${t("rollout.owner", { name: rollout.owner })}</span>`}
    </div>
  </div>`;
}

