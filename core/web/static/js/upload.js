// Sends a form with a file and shows how much has arrived; a refusal is shown beside it and nothing typed is lost.

import { csrfToken, fill, setText } from "./say.js";

function parts(form) {
  return {
    state: form.querySelector("[data-upload-state]"),
    bar: form.querySelector("progress"),
    told: form.querySelector("[data-upload-told]"),
    error: form.querySelector("[data-upload-error]"),
    button: form.querySelector("button[type=submit]"),
  };
}

function showShare(form, event) {
  const { bar, told } = parts(form);
  if (!event.lengthComputable) return;
  const share = Math.floor((100 * event.loaded) / event.total);
  bar.value = share;
  setText(told, share < 100 ? fill(form.dataset.saySent, { share }) : form.dataset.sayChecking);
}

function fail(form, text) {
  const { state, error, button } = parts(form);
  state.hidden = true;
  error.hidden = false;
  setText(error, text);
  button.disabled = false;
  error.scrollIntoView({ block: "nearest" });
}

function answer(form, request) {
  const body = request.response;
  if (request.status < 300 && body?.next) {
    window.location.assign(body.next);
    if (body.next.split("#")[0] === window.location.pathname) window.location.reload();
    return;
  }
  fail(form, body?.error?.message || form.dataset.sayLost);
}

function send(event, form) {
  event.preventDefault();
  const { state, error, button } = parts(form);
  const request = new XMLHttpRequest();
  state.hidden = false;
  error.hidden = true;
  button.disabled = true;
  request.responseType = "json";
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.upload.addEventListener("progress", (step) => showShare(form, step));
  request.addEventListener("load", () => answer(form, request));
  request.addEventListener("error", () => fail(form, form.dataset.sayLost));
  request.send(new FormData(form));
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => send(event, form));
}
