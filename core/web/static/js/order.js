// Putting rows in order: by buttons, by dragging with a mouse; the places are sent as the numbers that stand there.

import { fill, setText } from "./say.js";

const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-order-row]")];

function renumber(list) {
  const rows = rowsOf(list);
  rows.forEach((row, index) => {
    row.querySelector("input[name=place]").value = index + 1;
    row.querySelector("[data-order-move='-1']").disabled = index === 0;
    row.querySelector("[data-order-move='1']").disabled = index === rows.length - 1;
  });
}

function tell(list, row) {
  const rows = rowsOf(list);
  const said = { title: row.dataset.title, place: rows.indexOf(row) + 1, total: rows.length };
  setText(list.parentElement.querySelector("[data-order-told]"), fill(list.dataset.sayMoved, said));
}

function move(list, row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  renumber(list);
  tell(list, row);
}

function dragging(list) {
  let held = null;
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-order-row]");
    if (row) row.draggable = event.target.closest("[data-order-grip]") !== null;
  });
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-order-row]");
    event.dataTransfer.effectAllowed = "move";
    held.classList.add("x-order-held");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-order-row]");
    if (!held || !over || over.parentElement !== list) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(held);
    else over.after(held);
  });
  list.addEventListener("dragend", () => {
    held.classList.remove("x-order-held");
    renumber(list);
    tell(list, held);
    held = null;
  });
}

for (const list of document.querySelectorAll("[data-order]")) {
  for (const part of list.querySelectorAll("[data-order-moves], [data-order-grip]")) part.hidden = false;
  for (const place of list.querySelectorAll("input[name=place]")) place.type = "hidden";
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order-move]");
    if (!button) return;
    move(list, button.closest("[data-order-row]"), Number(button.dataset.orderMove));
    (button.disabled ? button.parentElement.querySelector("button:not([disabled])") : button)?.focus();
  });
  dragging(list);
  renumber(list);
}
