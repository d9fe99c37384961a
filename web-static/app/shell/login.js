import { html, useEffect, useState } from "../ui.js";
import { login, loginWithToken, providerHref, providers } from "../core/session.js";
import { chosenLanguage } from "../core/settings.js";
import { language, t } from "../core/i18n.js";
import { Problem } from "../core/problem.js";
import { styles } from "../core/styles.js";
import { Button, Segments } from "../parts/button.js";
import { Field } from "../parts/field.js";
import { ProblemBox } from "../parts/feedback.js";
await styles(import.meta.url);

/** @param {{again?: boolean}} props `again`: over a page whose session ended */
export function Login({ again }) {
  const [way, setWay] = useState("password");
  const [user, setUser] = useState("");
  const [secret, setSecret] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [others, setOthers] = useState(/** @type {{name: string, title?: string}[]} */ ([]));
  useEffect(() => void providers().then(setOthers), []);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await (way === "password" ? login(user.trim(), secret) : loginWithToken(secret));
    } catch (error) {
      setProblem(Problem.from(error));
      setBusy(false);
    }
  };
  return html`<div class=${again ? "login login-again" : "login"}>
    <form class="login-form" onSubmit=${submit} aria-label=${t("login.title")}>
      <div class="login-head"><h1>${again ? t("login.again") : "muster"}</h1>
        <${Segments} label=${t("account.language")} value=${language.value} onChange=${(/** @type {any} */ value) => (chosenLanguage.value = value)} options=${[{ value: "en", text: "EN" }, { value: "zh", text: "中文" }]} /></div>
      <${Segments} label=${t("login.way")} value=${way} onChange=${(/** @type {string} */ value) => (setWay(value), setSecret(""), setProblem(null))}
        options=${[{ value: "password", text: t("login.password") }, { value: "token", text: t("login.token") }]} />
      ${way === "password" && html`<${Field} label=${t("login.user")} value=${user} onInput=${setUser} autocomplete="username" required autofocus />`}
      <${Field} key=${way} label=${way === "password" ? t("login.secret") : t("login.apiToken")} type="password" value=${secret} onInput=${setSecret} autocomplete=${way === "password" ? "current-password" : "off"} required autofocus=${way === "token"}
        below=${way === "token" ? t("login.tokenBelow") : undefined} mono=${way === "token"} />
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <${Button} kind="main" type="submit" busy=${busy}>${t("login.submit")}<//>
      ${others.map((one) => html`<${Button} key=${one.name} href=${providerHref(one.name)}>${t("login.with", { name: one.title || one.name })}<//>`)}
    </form>
  </div>`;
}
