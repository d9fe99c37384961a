import { html, useMemo, useState } from "../../ui.js";
import { openDrawer, patch } from "../../core/router.js";
import { dayAndTime, duration, exact, instant, number, t } from "../../core/i18n.js";
import { complain } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { arrived, auditList, exportAudit, moreAudit, verify } from "../../store/audit.js";
import { useResource } from "../../store/resource.js";
import { Button } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Page } from "../../parts/page.js";
import { saveBlob } from "../../parts/save.js";
import { Table } from "../../parts/table/table.js";
import { Filters } from "./filters.js";
import { outcomeState } from "./outcome.js";
import { Verdict } from "./verdict.js";
await styles(import.meta.url);

/** @typedef {import("../../store/audit.js").Entry} Entry */

/** @returns {import("../../parts/table/table.js").Column<Entry>[]} */
const columns = () => [
  { key: "at", title: t("audit.at"), width: "150px", cell: (one) => html`<time title=${exact(instant(one.at))}>${dayAndTime(instant(one.at))}</time>` },
  { key: "outcome", title: t("audit.outcome"), width: "132px", phone: true, cell: (one) => html`<${Mark} state=${outcomeState(one.outcome)} name=${one.outcome} />` },
  { key: "event", title: t("audit.event"), width: "minmax(130px, 1fr)", mono: true, phone: true, cell: (one) => html`${one.event}${(one.count ?? 1) > 1 && html` <b>×${number(one.count ?? 1)}</b>`}` },
  { key: "caller", title: t("job.who"), width: "minmax(90px, 0.8fr)", phone: true, cell: (one) => one.caller || html`<span class="table-faint">${t("audit.nobody")}</span>` },
  { key: "object", title: t("audit.object"), width: "minmax(140px, 1.2fr)", mono: true, cell: (one) => html`<span class="table-faint">${one.object ?? ""}</span>` },
  { key: "targets", title: t("job.nodes"), width: "64px", right: true, cell: (one) => (one.targetCount === undefined ? "" : number(one.targetCount)) },
  { key: "address", title: t("audit.address"), width: "minmax(110px, 0.8fr)", mono: true, cell: (one) => html`<span class="table-faint">${one.address ?? ""}</span>` },
  { key: "face", title: t("audit.face"), width: "88px", cell: (one) => html`<span class="table-faint">${one.face ?? ""}</span>` },
  { key: "took", title: t("job.took"), width: "80px", right: true, cell: (one) => html`<span class="table-faint">${one.duration ? duration(Number.parseFloat(one.duration) * 1000) : ""}</span>` },
  { key: "seq", title: "#", width: "80px", right: true, cell: (one) => html`<span class="table-faint">${one.seq}</span>` },
];

const KEYS = /** @type {const} */ (["since", "until", "user", "event", "outcome", "object", "text", "traceId"]);

/** Who did what. @param {{query: Record<string, string>}} props */
export default function Audit({ query }) {
  const filter = useMemo(() => {
    /** @type {import("../../store/audit.js").Filter} */
    const given = {};
    for (const key of KEYS) if (query[key]) given[key] = query[key];
    return given;
  }, [...KEYS.map((key) => query[key])]);
  const resource = auditList(filter);
  const { data, error, loading } = useResource(resource);
  const [busy, setBusy] = useState("");
  const shown = useMemo(columns, [t("page.audit")]);
  const during = (/** @type {string} */ what, /** @type {Promise<unknown>} */ work) => {
    setBusy(what);
    work.catch(complain).finally(() => setBusy(""));
  };
  const fresh = arrived.value;
  const bar = fresh > 0 && data && html`<button type="button" class="textlink" onClick=${() => void resource.reload()}>${t("table.new", { count: fresh })}</button>`;
  const actions = html`<${Button} icon="download" busy=${busy === "export"} onClick=${() => during("export", exportAudit(filter).then((rows) => saveBlob(`muster-audit-${new Date().toISOString().slice(0, 10)}.jsonl`, rows)))}>${t("audit.export")}<//>
    <${Button} icon="check" onClick=${() => void verify()}>${t("audit.verify")}<//>`;
  const rows = data?.entries ?? [];
  return html`<${Page} title=${t("page.audit")} bar=${bar} actions=${actions} fill>
    <${Filters} query=${query} />
    <${Verdict} />
    ${error && !data ? html`<div class="audit-problem"><${ProblemBox} problem=${error} onRetry=${() => void resource.reload()} /></div>` : loading ? html`<${Skeleton} rows=${14} />`
      : html`<${Table} label=${t("page.audit")} rows=${rows} columns=${shown} keyOf=${(/** @type {Entry} */ one) => one.seq} open=${query.open?.replace(/^audit\//, "")} onOpen=${(/** @type {Entry} */ one) => openDrawer(`audit/${one.seq}`)}
        empty=${html`<${Empty} icon="audit" title=${Object.keys(filter).length ? t("audit.noMatch") : t("audit.none")}>${Object.keys(filter).length ? html`<button type="button" class="textlink" onClick=${() => patch(Object.fromEntries(KEYS.map((key) => [key, null])))}>${t("audit.clear")}</button>` : html`<p>${t("audit.noneText")}</p>`}<//>`} />
      ${rows.length > 0 && html`<div class="audit-foot"><span>${t("audit.count", { count: rows.length })}</span>${data?.more && html`<${Button} small busy=${busy === "more"} onClick=${() => during("more", moreAudit(filter))}>${t("job.older")}<//>`}</div>`}`}
  <//>`;
}
