import { html, useMemo, useRef, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { go, patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { fileHistory } from "../../store/files.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { useHeld } from "../../parts/held.js";
import { Mark } from "../../parts/mark.js";
import { Table } from "../../parts/table/table.js";
import { TallyBar } from "../../parts/tallybar.js";
import { TakeBack } from "./takeback.js";
await styles(import.meta.url);

/** @typedef {import("../../store/files.js").Placement} Placement */

/** Whether a placement can be taken back. @param {Placement} one */
export const canUndo = (one) => !one.dryRun && !one.undoes && one.state !== "running" && one.state !== "cancelling" && can("task:execute");

/** @param {(one: Placement) => void} ask @returns {import("../../parts/table/table.js").Column<Placement>[]} */
const columns = (ask) => [
  { key: "state", title: t("nodes.state"), width: "116px", phone: true, cell: (one) => html`<${Mark} state=${one.state} />` },
  { key: "path", title: t("file.path"), width: "minmax(150px, 2fr)", mono: true, phone: true, cell: (one) => html`<a href=${`/jobs/${one.jobId}`}>${one.path || "–"}</a>` },
  { key: "what", title: t("file.what"), width: "104px", cell: (one) => t(one.undoes ? "file.takenBack" : one.dryRun ? "file.previewed" : "file.put") },
  { key: "name", title: t("file.file"), width: "minmax(120px, 1.2fr)", mono: true, cell: (one) => html`<span class="table-faint" title=${one.sha256}>${one.name || one.sha256?.slice(0, 12) || ""}</span>` },
  { key: "tally", title: t("job.nodes"), width: "96px", cell: (one) => html`<${TallyBar} tally=${one.tasks} total=${Object.values(one.tasks).reduce((sum, count) => sum + count, 0)} />` },
  { key: "by", title: t("job.who"), width: "minmax(72px, 0.6fr)", cell: (one) => one.createdBy },
  { key: "at", title: t("job.when"), width: "88px", right: true, phone: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.createdAt} /></span>` },
  { key: "undo", title: "", width: "108px", right: true, cell: (one) => canUndo(one) && html`<${Button} small onClick=${() => ask(one)}>${t("file.rollback")}<//>` },
];

/** Which jobs put files where. @param {{query: Record<string, string>}} props */
export function Placements({ query }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [asked, setAsked] = useState(/** @type {Placement | null} */ (null));
  const path = query.path ?? "";
  const { data, error, loading } = useResource(fileHistory(path.startsWith("/") ? path.trim() : "", ""));
  const sha = query.sha ?? "";
  const wanted = useMemo(() => (data ?? []).filter((one) => (!sha || one.sha256 === sha) && (path.startsWith("/") || !path || one.path.includes(path))), [data, sha, path]);
  const { rows, waiting, release } = useHeld(wanted, (one) => one.jobId, box, path + sha);
  const shown = useMemo(() => columns(setAsked), [t("page.files")]);
  return html`<div class="placements" ref=${box}>
    <div class="placements-bar"><input type="search" placeholder=${t("file.pathSearch")} aria-label=${t("file.pathSearch")} value=${path} onInput=${(/** @type {any} */ event) => patch({ path: event.currentTarget.value })} />
      ${sha && html`<span class="table-faint">SHA-256 <code>${sha.slice(0, 16)}</code> <button type="button" class="textlink" onClick=${() => patch({ sha: null })}>${t("nodes.clear")}</button></span>`}
      ${waiting > 0 && html`<button type="button" class="textlink" onClick=${release}>${t("table.new", { count: waiting })}</button>`}</div>
    ${error && !data ? html`<${ProblemBox} problem=${error} />` : loading ? html`<${Skeleton} rows=${12} />`
      : html`<${Table} label=${t("file.history")} rows=${rows} columns=${shown} keyOf=${(/** @type {Placement} */ one) => one.jobId} onOpen=${(/** @type {Placement} */ one) => go(`/jobs/${one.jobId}`)}
        empty=${html`<${Empty} icon="files" title=${path || sha ? t("file.noMatch") : t("file.noHistory")} />`} />`}
    ${asked && html`<${TakeBack} one=${asked} onClose=${() => setAsked(null)} />`}
  </div>`;
}
