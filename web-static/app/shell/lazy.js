import { html, useEffect, useErrorBoundary, useState } from "../ui.js";
import { Problem } from "../core/problem.js";
import { ProblemBox, Skeleton } from "../parts/feedback.js";

/** @type {Map<Function, any>} */
const loaded = new Map();

/**
 * A component whose module is loaded when it is first needed. What breaks in it breaks nothing else.
 * @param {{load: () => Promise<{default: any}>, props: any}} props
 */
export function Lazy({ load, props }) {
  const [component, setComponent] = useState(() => loaded.get(load) ?? null);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [broken, reset] = useErrorBoundary((error) => console.error(error));
  useEffect(() => {
    if (component) return;
    load().then(
      (module) => {
        loaded.set(load, module.default);
        setComponent(() => module.default);
      },
      (error) => setProblem(Problem.from(error)),
    );
  }, []);
  if (broken || problem) {
    return html`<main class="page"><${ProblemBox} problem=${problem ?? Problem.from(broken)} onRetry=${() => (problem ? location.reload() : reset())} /></main>`;
  }
  return component ? html`<${component} ...${props} />` : html`<main class="page"><${Skeleton} rows=${12} /></main>`;
}
