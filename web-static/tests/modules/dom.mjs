// As much of a browser as modules need to be loaded in Node; nothing of it is shown.
const nothing = () => {};
const element = () => ({ style: {}, dataset: {}, append: (link) => link.onload?.(), addEventListener: nothing, setAttribute: nothing });
const storage = new Map();
Object.assign(globalThis, {
  localStorage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value) },
  matchMedia: () => ({ matches: false, addEventListener: nothing }),
  document: { documentElement: element(), head: element(), createElement: element, addEventListener: nothing, hidden: false },
  location: { pathname: "/", search: "", origin: "https://console.test" },
  history: { pushState: nothing, replaceState: nothing },
  addEventListener: nothing,
  requestAnimationFrame: (run) => setTimeout(run, 0),
});
Object.defineProperty(globalThis, "navigator", { value: { language: "en-GB" }, configurable: true });

// What ticks for as long as a page is open must not keep Node running.
const { setInterval } = globalThis;
globalThis.setInterval = (...how) => setInterval(...how).unref();
const Channel = globalThis.MessageChannel;
globalThis.MessageChannel = class extends Channel {
  constructor() {
    super();
    const { start } = this.port1;
    this.port1.start = () => (start.call(this.port1), this.port1.unref());
  }
};
