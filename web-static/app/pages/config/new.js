import { html, useState } from "../../ui.js";
import { go } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Problem } from "../../core/problem.js";
import { styles } from "../../core/styles.js";
import { apply, documents } from "../../store/configs.js";
import { nodes, useNodes } from "../../store/nodes.js";
import { useResource } from "../../store/resource.js";
import { Button, Segments } from "../../parts/button.js";
import { ProblemBox } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { Page } from "../../parts/page.js";
import { TargetBar } from "../../parts/target/targetbar.js";
import { Review } from "./document.js";
import { Editor } from "./editor.js";
import { documentHref } from "./tabs.js";
await styles(import.meta.url);

/** A document that is not there yet. @param {{query: Record<string, string>}} props */
export function NewDocument({ query }) {
  useNodes();
  const { data } = useResource(documents);
  const [component, setComponent] = useState(query.component ?? "agent");
  const [kind, setKind] = useState(query.node ? "node" : "target");
  const [node, setNode] = useState(query.node ?? "");
  const [target, setTarget] = useState(query.target ?? "");
  const [priority, setPriority] = useState("0");
  const [text, setText] = useState("{\n  \n}\n");
  const [ok, setOk] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [review, setReview] = useState(/** @type {import("../../store/configs.js").Changed | null} */ (null));
  const place = kind === "node" ? { component: component.trim(), nodeId: node.trim() } : { component: component.trim(), target: target.trim() };
  const badComponent = !/^[a-z][a-z0-9_.-]{0,62}$/.test(place.component);
  const there = data?.find((one) => one.component === place.component && (kind === "node" ? one.nodeId === place.nodeId : one.target === place.target));
  const what = { documentJson: text, priority: Number(priority) || 0, expectedRevision: "0" };
  const ready = ok && !badComponent && !there && (kind === "node" ? node.trim() : target.trim());
  const look = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setReview(await apply(place, { ...what, dryRun: true }));
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  const title = html`<a href="/config">${t("page.config")}</a> / ${t("config.new")}`;
  return html`<${Page} title=${title} fill>
    <div class="newdocument">
      <div class="newdocument-place">
        <${Field} label=${t("config.component")} value=${component} mono onInput=${setComponent} width="180px" list=${[...new Set(["agent", ...(data ?? []).map((one) => one.component)])]} wrong=${component && badComponent ? t("config.badComponent") : undefined} />
        <div class="field"><label>${t("config.scope")}</label><${Segments} label=${t("config.scope")} value=${kind} onChange=${setKind} options=${["target", "node"].map((value) => ({ value, text: t(`config.scope.${value}`) }))} /></div>
        ${kind === "node" ? html`<${Field} label=${t("nodes.id")} value=${node} mono onInput=${setNode} width="240px" list=${nodes.list().slice(0, 500).map((one) => one.id)} />`
          : html`<${Field} label=${t("config.priority")} type="number" value=${priority} onInput=${setPriority} width="110px" below=${undefined} />`}
      </div>
      ${kind === "target" && html`<${TargetBar} value=${target} cordoned onChange=${setTarget} />`}
      ${there && html`<p class="note note-odd">${t("config.there")} <a href=${documentHref(place)}>${t("config.open")}</a></p>`}
      <${Editor} component=${place.component || "agent"} value=${text} onInput=${setText} onVerdict=${setOk} />
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <div class="document-foot"><span class="note">${t("config.newBelow")}</span><span class="document-space"></span><${Button} kind="main" disabled=${!ready} busy=${busy} onClick=${() => void look()}>${t("config.review")}<//></div>
    </div>
    ${review && html`<${Review} place=${place} review=${review} what=${what} onClose=${() => setReview(null)} onDone=${() => go(documentHref(place))} />`}
  <//>`;
}
