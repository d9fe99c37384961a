/** The one place that knows the library: everything else imports from here. */
import { h } from "./vendor/preact.js";
import htm from "./vendor/htm.js";

export { Fragment, createContext, render } from "./vendor/preact.js";
export { useCallback, useContext, useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState } from "./vendor/hooks.js";
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from "./vendor/signals.js";

/** A template becomes elements: html`<p class="x">${text}</p>`. What is put in is text, never markup. */
export const html = htm.bind(h);

/** Joins class names, leaving out what is false. @param {...(string | false | null | undefined)} names */
export const cls = (...names) => names.filter(Boolean).join(" ");
