// Offers what the server knows for what has been typed so far: a field names the address in data-suggest and its datalist in list.

const WAIT = 250;

async function suggest(field) {
  const address = new URL(field.dataset.suggest, window.location.href);
  address.searchParams.set("typed", field.value);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { names } = await answer.json();
  field.list.replaceChildren(
    ...names.map((name) => Object.assign(document.createElement("option"), { value: name })),
  );
}

for (const field of document.querySelectorAll("[data-suggest]")) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest(field), WAIT);
  });
}
