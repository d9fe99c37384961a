import { html } from "../../ui.js";
import { href, openDrawer } from "../../core/router.js";
import { can } from "../../core/session.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { instant } from "../../core/i18n.js";
import { now } from "../../core/clock.js";
import { isOver, jobs, useJobs, workOf } from "../../store/jobs.js";
import { nodes } from "../../store/nodes.js";
import { Ago } from "../../parts/ago.js";
import { Mark } from "../../parts/mark.js";
import { TallyBar } from "../../parts/tallybar.js";
await styles(import.meta.url);

const RECENT = 24 * 3600 * 1000;
const MOST = 8;

/** What somebody should look at, the most urgent first. */
export function Attention() {
  return html`<section class="attention" aria-label=${t("fleet.attention")}>
    <h2>${t("fleet.attention")}</h2>
    <${Things} />
    ${can("task:read") && html`<${Running} />`}
  </section>`;
}

function Things() {
  const jobsKnown = can("task:read");
  return jobsKnown ? html`<${ThingsWithJobs} />` : html`<${List} failed=${[]} />`;
}

function ThingsWithJobs() {
  useJobs();
  const failed = jobs.list().filter((job) => job.state === "failed" && now.value - instant(job.finishedAt) < RECENT);
  return html`<${List} failed=${failed} />`;
}

/** @param {{failed: import("../../store/jobs.js").Job[]}} props */
function List({ failed }) {
  const offline = nodes.list().filter((node) => node.status === "offline");
  const cordoned = nodes.list().filter((node) => node.cordoned);
  if (!offline.length && !cordoned.length && !failed.length) return html`<p class="attention-none"><${Mark} state="online" name=${t("fleet.calm")} /></p>`;
  return html`<ul>
    ${offline.length > MOST
      ? html`<li><a href=${href("/nodes", { t: 'status == "offline"' })}><${Mark} bare state="offline" />${t("fleet.offline", { count: offline.length })}</a></li>`
      : offline.map((node) => html`<li key=${node.id}><button type="button" onClick=${() => openDrawer(`node/${node.id}`)}><${Mark} bare state="offline" /><code>${node.id}</code><span><${Ago} time=${node.lastSeenAt} /></span></button></li>`)}
    ${failed.slice(0, MOST).map((job) => html`<li key=${job.id}><a href=${`/jobs/${job.id}`}><${Mark} bare state="failed" /><code>${job.name || workOf(job)}</code><span><${Ago} time=${job.finishedAt} /></span></a></li>`)}
    ${failed.length > MOST && html`<li><a href=${href("/jobs", { state: "failed" })}><${Mark} bare state="failed" />${t("fleet.moreFailed", { count: failed.length - MOST })}</a></li>`}
    ${cordoned.slice(0, MOST).map((node) => html`<li key=${`c-${node.id}`}><button type="button" onClick=${() => openDrawer(`node/${node.id}`)}><${Mark} bare state="cordoned" /><code>${node.id}</code><span>${node.cordonReason}</span></button></li>`)}
  </ul>`;
}

function Running() {
  const running = jobs.list().filter((job) => !isOver(job)).slice(0, MOST);
  if (!running.length) return null;
  return html`<h2>${t("fleet.running")}</h2><ul>
    ${running.map((job) => html`<li key=${job.id}><a href=${`/jobs/${job.id}`}><${Mark} bare state="running" /><code>${job.name || workOf(job)}</code><${TallyBar} tally=${job.tasks} total=${job.total} /></a></li>`)}
  </ul>`;
}
