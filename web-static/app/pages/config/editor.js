import { html, useEffect, useId, useRef, useState } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { validate } from "../../store/configs.js";
import { Mark } from "../../parts/mark.js";
await styles(import.meta.url);

const PATIENCE = 300; // ms without a key before the server is asked

/**
 * A document as text, with what is wrong in it, key by key.
 * @param {{component: string, value: string, onInput: (value: string) => void, onVerdict: (ok: boolean) => void, disabled?: boolean}} props
 */
export function Editor({ component, value, onInput, onVerdict, disabled }) {
  const id = useId();
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [verdict, setVerdict] = useState(/** @type {{problems: string[], known: boolean, of: string} | null} */ (null));
  useEffect(() => {
    const wrong = mistake(value);
    if (wrong || disabled) {
      setVerdict(wrong ? { problems: [wrong], known: true, of: value } : null);
      return undefined;
    }
    const closing = new AbortController();
    const timer = setTimeout(() => {
      validate(component, value, closing.signal).then(
        (answer) => setVerdict({ problems: answer.problems ?? [], known: !!answer.knownComponent, of: value }),
        (error) => !closing.signal.aborted && setVerdict({ problems: [error.message], known: true, of: value }),
      );
    }, PATIENCE);
    return () => (clearTimeout(timer), closing.abort());
  }, [component, value, disabled]);
  const known = verdict?.of === value;
  useEffect(() => onVerdict(known && verdict?.problems.length === 0), [verdict, known]);

  const jump = (/** @type {string} */ problem) => {
    const element = field.current;
    const place = placeOf(problem, value);
    if (!element || !place) return;
    element.focus();
    element.setSelectionRange(place[0], place[1]);
    element.scrollTop = (value.slice(0, place[0]).split("\n").length - 4) * 18;
  };
  return html`<div class="configeditor">
    <label class="configeditor-label" for=${id}>${t("config.document")}</label>
    <textarea ref=${field} id=${id} class="configeditor-text" spellcheck=${false} value=${value} disabled=${disabled} aria-describedby=${`${id}-verdict`} aria-invalid=${known && verdict?.problems.length ? "true" : undefined} onInput=${(/** @type {any} */ event) => onInput(event.currentTarget.value)}></textarea>
    <div class="configeditor-verdict" id=${`${id}-verdict`} role="status">
      ${disabled ? null : !verdict ? html`<${Mark} state="pending" name=${t("config.checking")} />`
        : verdict.problems.length === 0 ? html`<${Mark} state=${known ? "succeeded" : "pending"} name=${!known ? t("config.checking") : verdict.known ? t("config.valid") : t("config.wellFormed", { component })} />`
        : html`<ul>${verdict.problems.map((problem) => html`<li key=${problem}><${Mark} bare state="failed" /><button type="button" class="configeditor-problem" onClick=${() => jump(problem)}>${problem}</button></li>`)}</ul>`}
    </div>
  </div>`;
}

/** What keeps a text from being a JSON object; empty: nothing. @param {string} text */
function mistake(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? "" : t("config.noObject");
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const at = /position (\d+)/.exec(words);
    const before = at ? text.slice(0, Number(at[1])).split("\n") : null;
    return before ? t("config.noJson", { line: String(before.length), column: String(before[before.length - 1].length + 1), words: words.replace(/ (in JSON )?at position.*$/, "") }) : words;
  }
}

/** Where in the text the key is that a problem begins with, or the line and column that it names. @param {string} problem @param {string} text @returns {[number, number] | null} */
function placeOf(problem, text) {
  const at = /(\d+):(\d+)/.exec(problem);
  if (at && mistake(text)) {
    const start = text.split("\n").slice(0, Number(at[1]) - 1).reduce((sum, line) => sum + line.length + 1, 0) + Number(at[2]) - 1;
    return [start, Math.min(text.length, start + 1)];
  }
  const path = /^["'`]?([A-Za-z0-9_\\.-]+)/.exec(problem)?.[1] ?? "";
  let from = 0;
  let found = /** @type {[number, number] | null} */ (null);
  for (const key of path.split(/(?<!\\)\./)) {
    const start = text.indexOf(JSON.stringify(key.replaceAll("\\.", ".")), from);
    if (start < 0) break;
    found = [start, start + key.length + 2];
    from = found[1];
  }
  return found;
}
