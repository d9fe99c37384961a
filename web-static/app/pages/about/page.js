import { html, useMemo } from "../../ui.js";
import { now } from "../../core/clock.js";
import { live } from "../../core/feed.js";
import { bytes, duration, instant, number, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { system } from "../../store/system.js";
import { useResource } from "../../store/resource.js";
import { Took } from "../../parts/ago.js";
import { Chart } from "../../parts/chart.js";
import { ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark, stateName } from "../../parts/mark.js";
import { Facts, Page, Section, Stale } from "../../parts/page.js";
await styles(import.meta.url);

const SILENT = 15_000; // ms: a member that says nothing for so long while others do is not well
const LAGGING = 1_000; // replies that wait

/** @param {import("../../store/system.js").Member} member @param {number} at the database's time, which all signs of life carry */
const stateOf = (member, at) => (at - instant(member.lastSeenAt) > SILENT ? "offline" : member.ready ? "ready" : "error");

/** When the newest sign of life came. @param {import("../../store/system.js").Member[]} members */
const newest = (members) => Math.max(0, ...members.map((one) => instant(one.lastSeenAt)));

/** How the control plane does. */
export default function About() {
  const { data, error, loading, at } = useResource(system);
  const title = t("page.about");
  if (error && !data) return html`<${Page} title=${title}><${ProblemBox} problem=${error} /><//>`;
  if (loading || !data) return html`<${Page} title=${title}><${Skeleton} rows=${8} /><//>`;
  const { status, samples } = data;
  const ill = status.members.filter((one) => stateOf(one, newest(status.members)) !== "ready").length;
  const lagging = status.replyLag > LAGGING;
  const verdict = ill ? t("about.ill", { count: ill }) : lagging ? t("about.lagging") : t("about.well");
  const bar = html`<${Mark} state=${ill ? "failed" : lagging ? "unknown" : "ready"} name=${verdict} /><${Stale} at=${at} />`;
  const line = (/** @type {"lag" | "roundTrip" | "connections"} */ key, scale = 1) => [samples.map((one) => ({ at: one.at, value: one[key] / scale }))];
  const { database } = status;
  return html`<${Page} title=${title} bar=${bar}>
    <div class="vitals">
      <${Chart} title=${t("about.lag")} now=${number(status.replyLag)} lines=${line("lag")} text=${(/** @type {number} */ value) => number(Math.round(value))} />
      ${database && html`<${Chart} title=${t("about.roundTrip")} now=${ms(database.roundTripUs)} lines=${line("roundTrip", 1000)} text=${(/** @type {number} */ value) => ms(value * 1000)} />
        <${Chart} title=${t("about.connections")} now=${`${number(database.connections)}/${number(database.maxConnections)}`} lines=${line("connections")} most=${database.maxConnections} text=${(/** @type {number} */ value) => number(Math.round(value))} />`}
    </div>
    <${Section} title=${t("about.members")} aside=${t("about.memberCount", { count: status.members.length })}><${Members} members=${status.members} version=${status.version} looked=${at} /><//>
    <div class="about-columns">
      <${Section} title=${t("about.stands")}><${Facts} rows=${[
        ["Muster", html`<code>${status.version}</code>`], ["PostgreSQL", html`<code>${status.postgresVersion}</code>`], ["NATS", status.natsVersion ? html`<code>${status.natsVersion}</code>` : html`<${Mark} state="offline" name=${t("about.noNats")} />`],
        [t("about.databaseSize"), database && bytes(database.size)], [t("about.feed"), html`<${Mark} state=${live.value ? "online" : "waiting"} name=${t(live.value ? "about.feedLive" : "about.feedOff")} />`],
      ]} /><//>
      <${Section} title=${t("page.nodes")}><${Facts} rows=${Object.entries(status.nodes).map(([state, count]) => [html`<${Mark} state=${state} />`, html`<a href=${`/nodes?state=${state}`} title=${stateName(state)}>${number(count)}</a>`])} /><//>
      <${Section} title=${t("about.elsewhere")}><ul class="about-links">
        <li><a href="/openapi.json" target="_blank">/openapi.json</a> <span>${t("about.openapi")}</span></li><li><a href="/readyz" target="_blank">/readyz</a> <span>${t("about.readyz")}</span></li><li><code>/metrics</code> <span>${t("about.metrics")}</span></li></ul><//>
    </div>
  <//>`;
}

/** @param {number} us */
const ms = (us) => (us < 10_000 ? `${number(Math.round(us / 100) / 10)} ms` : duration(us / 1000));

/** @param {{members: import("../../store/system.js").Member[], version: string, looked: number}} props */
function Members({ members, version, looked }) {
  const last = newest(members);
  const all = useMemo(() => [...new Set(members.flatMap((one) => one.verticles))].sort(), [members]);
  return html`<div class="about-members" tabindex="0"><table>
    <thead><tr><th>${t("nodes.state")}</th><th>${t("about.member")}</th><th>${t("audit.address")}</th><th>${t("about.version")}</th><th class="about-right">${t("about.up")}</th><th class="about-right">${t("nodes.seen")}</th><th>${t("about.verticles")}</th></tr></thead>
    <tbody>${members.map((one) => html`<tr key=${one.id}>
      <td><${Mark} state=${stateOf(one, last)} /></td><td><code>${one.id}</code></td><td><code>${one.address}</code></td>
      <td>${one.version === version ? html`<code>${one.version}</code>` : html`<${Mark} state="drifted" name=${one.version} />`}</td>
      <td class="about-right"><${Took} from=${one.startedAt} /></td><td class="about-right">${t("about.ago", { time: duration(Math.max(0, Math.round((now.value - looked + last - instant(one.lastSeenAt)) / 1000)) * 1000) })}</td>
      <td><span class="about-verticles">${all.map((verticle) => html`<span key=${verticle} class=${one.verticles.includes(verticle) ? "about-runs" : "about-lacks"} title=${t(one.verticles.includes(verticle) ? "about.runs" : "about.lacks", { name: verticle })}>${verticle}</span>`)}</span></td>
    </tr>`)}</tbody></table></div>`;
}
