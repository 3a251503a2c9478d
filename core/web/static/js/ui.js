// Small behaviours of every page. Each works on data-* attributes and only adds to what plain HTML already does.

import { csrfToken, fill, setText } from "./say.js";

const YEAR_IN_SECONDS = 365 * 24 * 3600;

function switchLargeType(button) {
  const large = document.documentElement.dataset.type !== "large";
  document.documentElement.dataset.type = large ? "large" : "normal";
  button.setAttribute("aria-pressed", String(large));
  button.value = large ? "normal" : "large";
  document.cookie = `type=${large ? "large" : "normal"};path=/;max-age=${YEAR_IN_SECONDS};samesite=lax`;
}

function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "text";
  button.dataset.sayShow ??= button.textContent;
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  setText(button, shown ? button.dataset.sayShow : button.dataset.sayHide);
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dataset.sayCopy ??= button.textContent;
  setText(button, button.dataset.sayCopied);
  setTimeout(() => setText(button, button.dataset.sayCopy), 3000);
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Ask in a dialog whose buttons carry the form's own verb; resolves to true for yes. */
function ask(question, yes, no) {
  const dialog = element("dialog", "x-dialog", "");
  const actions = element("form", "x-actions", "");
  actions.method = "dialog";
  const yesButton = element("button", "x-button x-button-main", yes);
  yesButton.value = "yes";
  actions.append(yesButton, element("button", "x-button", no));
  const text = element("p", "x-confirm-what", question);
  text.id = "ask-text";
  dialog.setAttribute("aria-labelledby", text.id);
  dialog.append(text, actions);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

async function confirmForm(event, form, submitter) {
  event.preventDefault();
  const verb = submitter?.textContent.trim() || form.querySelector("button")?.textContent.trim();
  if (await ask(form.dataset.confirm, verb, form.dataset.confirmNo)) {
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  }
}

/** A second press of the same button sends nothing twice. */
function sendOnce(event, form) {
  if (form.dataset.sent === "yes") return event.preventDefault();
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("[data-once]")) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.sayUsual = button.textContent;
    setText(button, button.dataset.sayBusy);
  }
  return undefined;
}

function wakeForms() {
  for (const form of document.querySelectorAll("form[data-sent], form[data-confirmed]")) {
    delete form.dataset.sent;
    delete form.dataset.confirmed;
    for (const button of form.querySelectorAll("[data-say-usual]")) {
      button.removeAttribute("aria-disabled");
      setText(button, button.dataset.sayUsual);
    }
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

function countPicked(bar) {
  const form = bar.closest("form");
  const boxes = [...form.querySelectorAll("input[name=picked]")];
  const picked = boxes.filter((box) => box.checked).length;
  const all = bar.querySelector("[data-pick-all]");
  all.checked = boxes.length > 0 && picked === boxes.length;
  all.indeterminate = picked > 0 && picked < boxes.length;
  setText(bar.querySelector("[data-picked]"), picked ? fill(bar.dataset.sayPicked, { count: picked }) : "");
}

function onPick(event) {
  const bar = event.target.closest("form")?.querySelector("[data-bulk]");
  if (!bar) return;
  if (event.target.matches("[data-pick-all]")) {
    for (const box of bar.closest("form").querySelectorAll("input[name=picked]")) box.checked = event.target.checked;
  }
  countPicked(bar);
}

/** A passing message at the foot of the page, for requests that htmx made. */
function tell(text) {
  let region = document.getElementById("tell");
  if (!region) {
    region = element("div", "x-tell", "");
    region.id = "tell";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  setText(region, text);
  setTimeout(() => region.remove(), 8000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  closeMenus(event.target);
  if (!button) return;
  if (button.matches("[data-large-type]")) {
    event.preventDefault();
    switchLargeType(button);
  }
  if (button.matches("[data-reveal]")) reveal(button);
  if (button.matches("[data-copy]")) copy(button);
  if (button.matches("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.confirm && form.dataset.confirmed !== "yes") confirmForm(event, form, event.submitter);
  else if (form.querySelector("[data-once]")) sendOnce(event, form);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all], input[name=picked]")) onPick(event);
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

window.addEventListener("pageshow", (event) => event.persisted && wakeForms());

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:responseError", () => tell(document.body.dataset.sayFailed));
document.addEventListener("htmx:sendError", () => tell(document.body.dataset.sayOffline));

for (const button of document.querySelectorAll("[data-reveal], [data-copy]")) button.hidden = false;
document.querySelector("[data-focus]")?.focus();
