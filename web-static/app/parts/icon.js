import { html } from "../ui.js";

/** Outlines on a grid of 16. */
const PATHS = {
  fleet: "M2 2h3v3H2zM6.5 2h3v3h-3zM11 2h3v3h-3zM2 6.5h3v3H2zM6.5 6.5h3v3h-3zM11 6.5h3v3h-3zM2 11h3v3H2zM6.5 11h3v3h-3zM11 11h3v3h-3z",
  nodes: "M2 2.5h12v4.5H2zM2 9h12v4.5H2zM4.5 4.75h.01M4.5 11.25h.01M7 4.75h5M7 11.25h5",
  run: "M4 2.5l9 5.5-9 5.5z",
  jobs: "M2 3.5h2M6 3.5h8M2 8h2M6 8h8M2 12.5h2M6 12.5h8",
  rollouts: "M1.5 8h3M6.5 8h3M11.5 8h3M1.5 4.5v7h3v-7zM6.5 4.5v7h3v-7zM11.5 4.5v7h3v-7z",
  config: "M2 4h7M12 4h2M2 12h3M8 12h6M10.5 2.5v3M6.5 10.5v3M2 8h2M7 8h7M5.5 6.5v3",
  files: "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 8h5M5.5 10.5h5",
  audit: "M3 1.5h10v13H3zM5.5 5h5M5.5 8h5M5.5 11h3",
  users: "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M11 2.8a2.5 2.5 0 0 1 0 4.4M12.3 9.8c1.3.6 2.2 1.9 2.2 3.7",
  join: "M8 3v10M3 8h10",
  about: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 7.2v4M8 4.8v.01",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7L14 14",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  up: "M4 10l4-4 4 4",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
  copy: "M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3",
  download: "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11",
  wrap: "M2 3.5h12M2 8h9.5a2 2 0 0 1 0 4.5H8M9.5 11L8 12.5 9.5 14M2 12.5h3",
  columns: "M2 2.5h12v11H2zM6 2.5v11M10 2.5v11",
  link: "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5L7.5 13A3 3 0 0 1 3 8.500L4.500 7",
  filter: "M2 3h12l-4.500 5.500V13l-3-1.500V8.500z",
  stop: "M4 4h8v8H4z",
  again: "M13 4v3.500H9.500M13 7.500A5.500 5.500 0 1 0 13.200 10",
  menu: "M2 4h12M2 8h12M2 12h12",
  check: "M3 8.500l3.500 3.500L13 4.500",
  pause: "M5 3v10M11 3v10",
  back: "M6.500 3.500L3 7l3.500 3.500M3 7h6a4 4 0 0 1 0 8H7",
  upload: "M8 10.500V2.500M4.500 6L8 2.500 11.500 6M2.500 13.500h11",
  out: "M9 2.500H3v11h6M7 8h7M11.500 5.500L14 8l-2.500 2.500",
};

/** @param {{name: keyof typeof PATHS, size?: number}} props */
export function Icon({ name, size = 16 }) {
  return html`<svg width=${size} height=${size} viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
