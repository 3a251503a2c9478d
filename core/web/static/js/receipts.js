// The page of receipts: those that this device has kept can be had as a file, whatever the server says today.

import { KeptReceipts } from "./kept_receipts.js";

for (const link of document.querySelectorAll("[data-kept-receipts]")) {
  const lines = Object.values(new KeptReceipts(link.dataset.keptReceipts).all());
  link.hidden = !lines.length;
  link.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/plain" }));
}
