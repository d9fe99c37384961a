// One line of JSON for each test that is no suite: {"name": …, "ok": true} or {"name": …, "ok": false, "error": …}; and what tests say.
export default async function* report(events) {
  for await (const event of events) {
    const { type, data } = event;
    if ((type === "test:pass" || type === "test:fail") && data.details?.type !== "suite" && !data.file?.endsWith(data.name)) {
      const cause = data.details?.error?.cause ?? data.details?.error;
      const error = type === "test:fail" ? String(cause?.stack ?? cause) : undefined;
      yield `${JSON.stringify({ name: data.name, ok: type === "test:pass", skipped: data.skip !== undefined, error, ms: data.details?.duration_ms })}\n`;
    } else if (type === "test:diagnostic" && !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) {
      yield `${JSON.stringify({ say: data.message })}\n`;
    } else if (type === "test:stderr") {
      yield `${JSON.stringify({ say: data.message })}\n`;
    }
  }
}
