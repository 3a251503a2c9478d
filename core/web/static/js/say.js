// Sentences come from the page (data-say-*), already in the reader's language; "[name]" is a place to fill.

export function fill(sentence, values = {}) {
  return (sentence || "").replace(/\[(\w+)\]/g, (place, name) => (name in values ? String(values[name]) : place));
}

/** Several things in a row, as the page's language strings them. */
export function listed(items) {
  return items.join(document.documentElement.lang.startsWith("zh") ? "、" : ", ");
}

export function csrfToken() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

/** The wall-clock time of an ISO moment in the tenant's zone, which the page names. */
export function clockOf(moment) {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return "";
  const zone = document.documentElement.dataset.zone || undefined;
  return at.toLocaleTimeString("en-GB", { timeZone: zone, hour12: false });
}

export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** Post JSON; answers {ok, status, body} and never throws: status 0 is a connection that failed. */
export async function postJson(url, payload, timeoutMs = 15000) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(payload),
      signal: controller.signal,
    });
    const body = await response.json().catch(() => null);
    return { ok: response.ok && body !== null, status: response.ok && body === null ? 0 : response.status, body };
  } catch {
    return { ok: false, status: 0, body: null };
  } finally {
    clearTimeout(timer);
  }
}

/** Failures that pass by themselves: no connection, a busy or restarting server. */
export function passes(status) {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}
