import { html, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { href } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { say } from "../../core/toasts.js";
import { cordon, group, label, removeNode, uncordon } from "../../store/nodes.js";
import { targetOf } from "../../store/targets.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Field } from "../../parts/field.js";

const AT_ONCE = 8;

/** The same for many nodes, some at a time; the first that is refused ends it. @param {string[]} ids @param {(id: string) => Promise<unknown>} act */
async function each(ids, act) {
  const left = [...ids];
  const worker = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) await act(id);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
}

/** `key=value` sets, `key-` removes. @param {string} text @returns {{set: Record<string, string>, gone: string[]} | null} null: it is neither */
export function readLabels(text) {
  /** @type {Record<string, string>} */
  const set = {};
  /** @type {string[]} */
  const gone = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const at = word.indexOf("=");
    if (at > 0) set[word.slice(0, at)] = word.slice(at + 1);
    else if (word.endsWith("-") && word.length > 1) gone.push(word.slice(0, -1));
    else return null;
  }
  return { set, gone };
}

/** `+group` and `group` add, `-group` takes out. @param {string} text */
export function readGroups(text) {
  const words = text.split(/[\s,]+/).filter(Boolean);
  return { add: words.filter((word) => !word.startsWith("-")).map((word) => word.replace(/^\+/, "")), gone: words.filter((word) => word.startsWith("-")).map((word) => word.slice(1)) };
}

/**
 * What can be done with the nodes that were chosen.
 * @param {{ids: string[], clear?: () => void, one?: import("../../store/nodes.js").Node}} props `one`: the node, where it is about one only
 */
export function BulkBar({ ids, clear, one }) {
  const [asked, setAsked] = useState("");
  const manage = can("node:manage");
  const ask = (/** @type {string} */ what) => () => setAsked(what);
  return html`
    ${!one && html`<b>${t("nodes.chosen", { count: ids.length })}</b>`}
    ${can("task:execute") && html`<${Button} small icon="run" href=${href("/run", { t: targetOf(ids) })}>${t("fleet.run")}<//>`}
    ${manage && html`
      ${(!one || !one.cordoned) && html`<${Button} small onClick=${ask("cordon")}>${t("nodes.cordon")}<//>`}
      ${(!one || one.cordoned) && html`<${Button} small onClick=${ask("uncordon")}>${t("nodes.uncordon")}<//>`}
      <${Button} small onClick=${ask("label")}>${t("nodes.label")}<//>
      <${Button} small onClick=${ask("group")}>${t("nodes.group")}<//>
      <${Button} small kind="danger" onClick=${ask("remove")}>${t("nodes.remove")}<//>`}
    ${clear && html`<${Button} small onClick=${clear}>${t("nodes.clear")}<//>`}
    ${asked && html`<${Ask} what=${asked} ids=${ids} onClose=${() => setAsked("")} />`}`;
}

/** @param {{what: string, ids: string[], onClose: () => void}} props */
function Ask({ what, ids, onClose }) {
  const [text, setText] = useState("");
  const done = async (/** @type {Promise<void>} */ work) => {
    await work;
    say(t(`nodes.done.${what}`, { count: ids.length }));
  };
  const common = { nodes: ids, onClose, title: t(`nodes.${what}`), action: t(`nodes.${what}`) };
  if (what === "cordon") return html`<${Confirm} ...${common} danger=${false} reason onConfirm=${(/** @type {string} */ why) => done(each(ids, (id) => cordon(id, why)))}><p>${t("nodes.cordonText")}</p><//>`;
  if (what === "uncordon") return html`<${Confirm} ...${common} danger=${false} onConfirm=${() => done(each(ids, uncordon))} />`;
  if (what === "remove") return html`<${Confirm} ...${common} onConfirm=${() => done(each(ids, removeNode))}><p>${t("nodes.removeText")}</p><//>`;
  if (what === "group") {
    const { add, gone } = readGroups(text);
    return html`<${Confirm} ...${common} danger=${false} onConfirm=${() => done(each(ids, (id) => group(id, add, gone)))}>
      <${Field} label=${t("nodes.groupsField")} value=${text} onInput=${setText} mono placeholder="frontend -canary" below=${t("nodes.groupsBelow")} required autofocus /><//>`;
  }
  const read = readLabels(text);
  return html`<${Confirm} ...${common} danger=${false} onConfirm=${() => (read ? done(each(ids, (id) => label(id, read.set, read.gone))) : Promise.reject(new Error(t("nodes.labelsWrong"))))}>
    <${Field} label=${t("nodes.labelsField")} value=${text} onInput=${setText} mono placeholder="role=web tier-" below=${t("nodes.labelsBelow")} wrong=${text && !read ? t("nodes.labelsWrong") : undefined} required autofocus /><//>`;
}
