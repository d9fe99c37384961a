import { html, useEffect, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { go } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { complain, say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { apply, documentOf, pretty, removeDocument } from "../../store/configs.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { KeyDiff } from "../../parts/diff.js";
import { Empty, Note, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { Page, Tabs } from "../../parts/page.js";
import { Scope } from "./documents.js";
import { Editor } from "./editor.js";
import { History } from "./history.js";
import { NodeStates } from "./nodestates.js";
import { documentHref } from "./tabs.js";
await styles(import.meta.url);

const TABS = ["edit", "history", "nodes"];

/** One document: to change, as it was, and who has it. @param {{query: Record<string, string>}} props */
export function DocumentPage({ query }) {
  const place = query.node ? { component: query.component ?? "", nodeId: query.node } : { component: query.component ?? "", target: query.target ?? "" };
  const { data, error, loading } = useResource(documentOf(place));
  const [removing, setRemoving] = useState(/** @type {import("../../store/configs.js").Changed | null} */ (null));
  const tab = TABS.includes(query.tab) ? query.tab : "edit";
  const gone = error?.status === 404 || !!data?.deleted;
  const title = html`<a href="/config">${t("page.config")}</a> / <code>${place.component}</code>`;
  const bar = html`<span class="document-scope"><${Scope} one=${place} /></span>${data && !gone && html`<span class="document-facts">#${data.revision} · ${data.author} · <${Ago} time=${data.at} /></span>`}`;
  const actions = data && !gone && can("config:write") && html`<${Button} kind="danger" onClick=${() => void removeDocument(place, { dryRun: true }).then(setRemoving, complain)}>${t("config.delete")}<//>`;
  const states = html`<${NodeStates} component=${place.component} target=${place.nodeId ?? place.target ?? "all"} all=${query.all !== "no"} />`;
  return html`<${Page} title=${title} bar=${bar} actions=${actions} fill>
    <${Tabs} label=${place.component} at=${tab} tabs=${TABS.map((one) => ({ id: one, text: t(`config.tab.${one}`), href: documentHref(place, { tab: one }) }))} />
    ${tab === "history" ? html`<${History} place=${place} query=${query} />` : tab === "nodes" ? states
      : gone ? html`<${Empty} icon="config" title=${t("config.gone")}>${can("config:write") && html`<a href=${documentHref(place).replace("/config/document", "/config/new")}>${t("config.new")}</a>`}<//>`
      : error && !data ? html`<${ProblemBox} problem=${error} />` : loading || !data ? html`<${Skeleton} rows=${10} />` : html`<${Edit} place=${place} document=${data} />`}
    ${removing && html`<${Confirm} title=${t("config.deleteTitle", { component: place.component })} action=${t("config.delete")} nodes=${removing.nodeIds ?? []} reason onClose=${() => setRemoving(null)} onConfirm=${async (/** @type {string} */ comment) => {
      await removeDocument(place, { comment, expectedRevision: data?.revision });
      say(t("config.deleted"));
      go("/config");
    }}><p>${t("config.deleteText")}</p><${KeyDiff} changes=${removing.changes ?? []} /><//>`}
  <//>`;
}

/** @param {{place: import("../../store/configs.js").Place, document: import("../../store/configs.js").Document}} props */
function Edit({ place, document }) {
  const [base, setBase] = useState(document);
  const [text, setText] = useState(() => pretty(document.documentJson));
  const [priority, setPriority] = useState(String(document.priority));
  const [ok, setOk] = useState(true);
  const [busy, setBusy] = useState(false);
  const [review, setReview] = useState(/** @type {import("../../store/configs.js").Changed | null} */ (null));
  const writes = can("config:write");
  const dirty = text !== pretty(base.documentJson) || Number(priority) !== base.priority;
  const newer = document.revision !== base.revision;
  const take = (/** @type {import("../../store/configs.js").Document} */ one) => {
    setBase(one);
    setText(pretty(one.documentJson));
    setPriority(String(one.priority));
  };
  // what somebody else saved is taken over at once when nothing is lost by it
  useEffect(() => {
    if (newer && !dirty) take(document);
  }, [document.revision]);
  const look = async () => {
    setBusy(true);
    try {
      setReview(await apply(place, { documentJson: text, priority: Number(priority) || 0, expectedRevision: base.revision, dryRun: true }));
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return html`<div class="document">
    ${newer && dirty && html`<div class="document-newer"><${Note} kind="odd">${t("config.newer", { revision: document.revision, author: document.author })}<//><${Button} small onClick=${() => take(document)}>${t("config.takeNewer")}<//></div>`}
    <${Editor} component=${place.component} value=${text} onInput=${setText} onVerdict=${setOk} disabled=${!writes} />
    ${writes ? html`<div class="document-foot">
      ${place.target !== undefined && html`<${Field} label=${t("config.priority")} type="number" value=${priority} onInput=${setPriority} width="120px" />`}
      <span class="document-space"></span>
      ${dirty && html`<${Button} onClick=${() => take(document)}>${t("config.discard")}<//>`}
      <${Button} kind="main" disabled=${!dirty || !ok || newer} busy=${busy} onClick=${() => void look()}>${t("config.review")}<//>
    </div>` : html`<${Note}>${t("config.readOnly")}<//>`}
    ${review && html`<${Review} place=${place} review=${review} what=${{ documentJson: text, priority: Number(priority) || 0, expectedRevision: base.revision }} onClose=${() => setReview(null)} onDone=${(/** @type {any} */ answer) => answer.document && take(answer.document)} />`}
  </div>`;
}

/**
 * What would change and for whom, before it does.
 * @param {{place: import("../../store/configs.js").Place, review: import("../../store/configs.js").Changed, what: {documentJson: string, priority: number, expectedRevision: string}, onClose: () => void, onDone: (answer: any) => void}} props
 */
export function Review({ place, review, what, onClose, onDone }) {
  const ids = review.nodeIds ?? [];
  const offline = (review.online ?? []).filter((one) => !one).length;
  return html`<${Confirm} title=${t("config.reviewTitle", { component: place.component })} action=${ids.length ? t("config.applyOn", { count: ids.length }) : t("config.apply")} danger=${false} nodes=${ids} reason onClose=${onClose} onConfirm=${async (/** @type {string} */ comment) => {
    const answer = await apply(place, { ...what, comment });
    say(t("config.applied", { count: ids.length }));
    onDone({ ...answer, document: answer.document && { ...answer.document, priority: answer.document.priority ?? 0 } });
  }}>
    <${KeyDiff} changes=${review.changes ?? []} empty=${review.changed ? t("config.onlyPriority") : t("diff.none")} />
    ${ids.length === 0 && html`<${Note}>${t("config.touchesNobody")}<//>`}${offline > 0 && html`<${Note} kind="odd">${t("config.offlineLater", { count: offline })}<//>`}
  <//>`;
}
