// Figures that are kept fresh while the page is looked at: [data-live] names the address, each [data-slot] a sitting of it.

import { setText } from "./say.js";

const EVERY_MS = 15000;

function show(box, slot) {
  const place = box.querySelector(`[data-slot="${CSS.escape(slot.opens)}"]`);
  if (!place) return;
  setText(place.querySelector("[data-taken]"), slot.said);
  const bar = place.querySelector("progress");
  if (bar) {
    bar.max = slot.capacity || Math.max(slot.taken, 1);
    bar.value = slot.taken;
  }
  const choice = place.querySelector("input");
  if (choice) choice.disabled = slot.free === 0 && !choice.checked;
}

async function refresh(box) {
  if (document.hidden) return;
  try {
    const response = await fetch(box.dataset.live, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (response.ok) for (const slot of await response.json()) show(box, slot);
  } catch {
    // Without a connection the figures stay as they are; the next try comes by itself.
  }
}

for (const box of document.querySelectorAll("[data-live]")) setInterval(() => refresh(box), EVERY_MS);
