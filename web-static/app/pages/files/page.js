import { html, useEffect, useMemo, useRef, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { go, openDrawer, patch } from "../../core/router.js";
import { bytes, number, t } from "../../core/i18n.js";
import { complain, say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { collect, fileList, moreFiles } from "../../store/files.js";
import { useResource } from "../../store/resource.js";
import { upload } from "../../store/uploads.js";
import { Ago } from "../../parts/ago.js";
import { Button, Segments } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Empty, ProblemBox, Skeleton, Snippet } from "../../parts/feedback.js";
import { Page, Stale } from "../../parts/page.js";
import { byText, Table } from "../../parts/table/table.js";
import { Distribute } from "./distribute.js";
import { Placements } from "./placements.js";
import { Uploads } from "./uploads.js";
await styles(import.meta.url);

/** @typedef {import("../../store/files.js").StoredFile} StoredFile */

/** @param {{parts: string[], query: Record<string, string>}} props */
export default function Files({ parts, query }) {
  if (parts[1] && parts[2] === "distribute") return html`<${Distribute} key=${parts[1]} id=${parts[1]} query=${query} />`;
  return html`<${FilesPage} view=${parts[1] === "history" ? "history" : ""} query=${query} />`;
}

/** @returns {import("../../parts/table/table.js").Column<StoredFile>[]} */
const columns = () => [
  { key: "name", title: t("nodes.name"), width: "minmax(140px, 2fr)", phone: true, mono: true, cell: (file) => file.name, sort: (a, b) => byText(a.name, b.name) },
  { key: "size", title: t("file.size"), width: "88px", right: true, phone: true, cell: (file) => bytes(file.size), sort: (a, b) => a.size - b.size },
  { key: "sha256", title: "SHA-256", width: "minmax(120px, 1fr)", mono: true, cell: (file) => html`<span class="table-faint" title=${file.sha256}>${file.sha256.slice(0, 16)}</span>` },
  { key: "by", title: t("job.who"), width: "minmax(80px, 0.7fr)", cell: (file) => file.createdBy, sort: (a, b) => byText(a.createdBy, b.createdBy) },
  { key: "at", title: t("file.uploaded"), width: "96px", right: true, phone: true, cell: (file) => html`<span class="table-faint"><${Ago} time=${file.createdAt} /></span>`, sort: (a, b) => byText(a.createdAt, b.createdAt) },
];

/** @param {{view: string, query: Record<string, string>}} props */
function FilesPage({ view, query }) {
  const [over, setOver] = useState(false);
  const [collecting, setCollecting] = useState(false);
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  const writes = can("file:write");
  const take = (/** @type {FileList | null | undefined} */ files) => {
    for (const file of files ?? []) upload(file);
  };
  const drop = writes && {
    onDragOver: (/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(true)),
    onDragLeave: (/** @type {DragEvent} */ event) => event.currentTarget === event.target && setOver(false),
    onDrop: (/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(false), take(event.dataTransfer?.files)),
  };
  const bar = html`<${Segments} label=${t("page.files")} value=${view} onChange=${(/** @type {string} */ value) => goTo(value)} options=${[{ value: "", text: t("file.stored") }, { value: "history", text: t("file.history") }]} />
    ${!view && html`<input class="files-search" type="search" placeholder=${t("file.search")} aria-label=${t("file.search")} value=${query.q ?? query.sha ?? ""} onInput=${(/** @type {any} */ event) => patch({ q: event.currentTarget.value, sha: null })} />`}`;
  const actions = writes && html`<${Button} onClick=${() => setCollecting(true)}>${t("file.gc")}<//>
    <${Button} kind="main" icon="upload" onClick=${() => picker.current?.click()}>${t("file.upload")}<//>
    <input ref=${picker} type="file" multiple hidden aria-label=${t("file.upload")} onChange=${(/** @type {any} */ event) => (take(event.currentTarget.files), (event.currentTarget.value = ""))} />`;
  return html`<${Page} title=${t("page.files")} bar=${bar} actions=${actions} fill>
    <div class=${over ? "files files-over" : "files"} ...${drop || {}}>
      <${Uploads} />
      ${view ? html`<${Placements} query=${query} />` : html`<${Stored} query=${query} writes=${writes} />`}
      ${over && html`<p class="files-drop">${t("file.drop")}</p>`}
    </div>
    ${collecting && html`<${Collect} onClose=${() => setCollecting(false)} />`}
  <//>`;
}

/** @param {string} view */
const goTo = (view) => go(view ? `/files/${view}` : "/files");

/** @param {{query: Record<string, string>, writes: boolean}} props */
function Stored({ query, writes }) {
  const { data, error, loading, at } = useResource(fileList);
  const [busy, setBusy] = useState(false);
  const wanted = (query.q ?? query.sha ?? "").trim().toLowerCase();
  const rows = useMemo(() => (data?.files ?? []).filter((/** @type {StoredFile} */ file) => !wanted || file.name.toLowerCase().includes(wanted) || file.sha256.startsWith(wanted)), [data, wanted]);
  const shown = useMemo(columns, [t("page.files")]);
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading) return html`<${Skeleton} rows=${12} />`;
  const empty = wanted ? html`<${Empty} title=${t("file.noMatch")} />` : html`<${Empty} icon="files" title=${t("file.none")}>
    ${writes && html`<p>${t("file.noneText")}</p>`}<${Snippet} text="muster file apply ./nginx.conf --dest /etc/nginx/nginx.conf -t 'labels[&quot;role&quot;] == &quot;web&quot;' --plan" /><//>`;
  return html`<${Table} label=${t("page.files")} rows=${rows} columns=${shown} keyOf=${(/** @type {StoredFile} */ file) => file.id} sort=${query.sort ?? ""} onSort=${(/** @type {string} */ sort) => patch({ sort })}
      open=${query.open?.replace(/^file\//, "")} onOpen=${(/** @type {StoredFile} */ file) => openDrawer(`file/${file.id}`)} empty=${empty} />
    <div class="files-foot"><span>${t("file.count", { count: rows.length })}</span><${Stale} at=${at} />
      ${data?.more && html`<${Button} small busy=${busy} onClick=${() => (setBusy(true), moreFiles().catch(complain).finally(() => setBusy(false)))}>${t("job.older")}<//>`}</div>`;
}

/** @param {{onClose: () => void}} props */
function Collect({ onClose }) {
  const [found, setFound] = useState(/** @type {Awaited<ReturnType<typeof collect>> | null} */ (null));
  useEffect(() => void collect(true).then(setFound, (error) => (complain(error), onClose())), []);
  if (!found) return null;
  const words = (/** @type {Awaited<ReturnType<typeof collect>>} */ sum) => t("file.gcText", { artifacts: number(sum.artifacts), uploads: number(sum.uploads), bytes: bytes(sum.bytes) });
  return html`<${Confirm} title=${t("file.gcTitle")} action=${t("file.gcNow")} nodes=${[]} onClose=${onClose} onConfirm=${async () => say(words(await collect(false)))}>
    <p>${found.artifacts + found.uploads === 0 ? t("file.gcNothing") : words(found)}</p><p class="note">${t("file.gcBelow")}</p><//>`;
}
