import { html } from "../../ui.js";
import { href, openDrawer } from "../../core/router.js";
import { duration, exact, instant, number, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { auditEntry } from "../../store/audit.js";
import { useResource } from "../../store/resource.js";
import { DrawerHead } from "../../parts/drawerhead.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Facts, Section } from "../../parts/page.js";
import { outcomeState } from "./outcome.js";
await styles(import.meta.url);

/** Where the thing is shown that a call was about. @param {import("../../store/audit.js").Entry} one */
function linkOf({ event, object }) {
  if (!object) return "";
  const kind = event.split(".")[0];
  const pages = /** @type {Record<string, string>} */ ({ node: "/nodes", job: "/jobs", rollout: "/rollouts" });
  if (event === "file.distribute") return `/jobs/${object}`;
  return pages[kind] ? `${pages[kind]}/${encodeURIComponent(object)}` : "";
}

/** @param {string} json */
function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** One entry of the trail, whole. @param {{id: string}} props */
export default function AuditDrawer({ id }) {
  const { data: one, error } = useResource(auditEntry(id));
  const title = html`<h2><code>${one?.event ?? `#${id}`}</code></h2>${one && html`<${Mark} state=${outcomeState(one.outcome)} name=${one.outcome} />`}`;
  return html`<${DrawerHead} title=${title} onClose=${() => openDrawer(null)} />
    <div class="auditdrawer">${error?.status === 404 ? html`<${Empty} icon="audit" title=${t("audit.gone", { seq: id })} />` : error && !one ? html`<${ProblemBox} problem=${error} />` : !one ? html`<${Skeleton} rows=${6} />` : html`
      ${one.message && html`<p class="auditdrawer-message">${one.message}</p>`}
      <${Facts} rows=${[
        [t("audit.at"), exact(instant(one.at))],
        [t("job.who"), one.caller ? html`<a href=${href("/audit", { user: one.caller })}>${one.caller}</a>` : t("audit.nobody")],
        [t("audit.address"), one.address && html`<code>${one.address}</code>`],
        [t("audit.face"), one.face], [t("audit.agent"), one.userAgent], [t("audit.method"), one.method && html`<code>${one.method}</code>`],
        [t("audit.object"), one.object && (linkOf(one) ? html`<a href=${linkOf(one)}><code>${one.object}</code></a>` : html`<code>${one.object}</code>`)],
        [t("job.nodes"), one.targetCount !== undefined ? number(one.targetCount) : undefined],
        [t("audit.targetHash"), one.targetHash && html`<code class="auditdrawer-hash">${one.targetHash}</code>`],
        [t("job.took"), one.duration && duration(Number.parseFloat(one.duration) * 1000)],
        [t("audit.times"), (one.count ?? 1) > 1 ? t("audit.timesText", { count: one.count ?? 1 }) : undefined],
        [t("audit.rows"), one.outcomeSeq && one.outcomeSeq !== "0" && one.outcomeSeq !== one.seq ? `#${one.seq}, #${one.outcomeSeq}` : `#${one.seq}`],
        [t("audit.hash"), one.hash && html`<code class="auditdrawer-hash">${one.hash}</code>`],
        [t("audit.filter.traceId"), one.traceId && html`<a href=${href("/audit", { traceId: one.traceId })}><code>${one.traceId}</code></a>`],
      ]} />
      ${one.requestJson && html`<${Section} title=${t("audit.request")}><pre class="auditdrawer-request" tabindex="0">${pretty(one.requestJson)}</pre><//>`}`}
    </div>`;
}
