import { html } from "../../ui.js";
import { href } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Tabs } from "../../parts/page.js";

/** Between the documents and what nodes make of them. @param {{at: string}} props */
export const ConfigTabs = ({ at }) => html`<${Tabs} label=${t("page.config")} at=${at} tabs=${[{ id: "documents", text: t("config.documents"), href: "/config" }, { id: "status", text: t("config.status"), href: "/config/status" }]} />`;

/** Where a document is shown. @param {import("../../store/configs.js").Place} place @param {Record<string, string>} [more] */
export const documentHref = ({ component, nodeId, target }, more = {}) => href("/config/document", { component, node: nodeId, target, ...more });
