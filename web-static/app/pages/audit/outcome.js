/** What an outcome is as a state. @param {string} outcome */
export function outcomeState(outcome) {
  if (outcome === "ok") return "succeeded";
  if (outcome === "unknown" || outcome === "") return "unknown";
  return outcome === "denied" || outcome === "unauthenticated" ? "denied" : "failed";
}
