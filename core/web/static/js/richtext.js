// Rich text: turns the textarea of ui.rich_text into an editor. What is sent is HTML, which the server cleans; a text
// in which nothing was changed is sent as it was.

import Squire from "../vendor/squire/squire.mjs";

const KEPT = new Set("P H2 H3 H4 UL OL LI STRONG EM B I U S BLOCKQUOTE BR HR CODE TABLE CAPTION THEAD TBODY TR TH TD A IMG FIGURE FIGCAPTION".split(" "));
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "NOSCRIPT", "SVG", "MATH", "HEAD", "TITLE"]);
const MEANT = { H1: "H2", H5: "H4", H6: "H4", DIV: "P", SECTION: "P", DEL: "S", STRIKE: "S" };
const ATTRIBUTES = { A: ["href"], IMG: ["src", "alt"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan"] };
const FORMATS = { bold: "B", italic: "I", underline: "U" };

/** Copy what a lesson may hold from a document that is never shown, so that nothing pasted runs or loads. */
function copyInto(target, source) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.nodeName.toUpperCase())) continue;
    const name = MEANT[node.nodeName] ?? node.nodeName;
    if (!KEPT.has(name) || (name === "IMG" && !node.getAttribute("src")?.startsWith("/files/"))) copyInto(target, node);
    else target.append(copyOf(node, name));
  }
}

function copyOf(node, name) {
  const made = document.createElement(name);
  for (const attribute of ATTRIBUTES[name] ?? []) {
    const value = node.getAttribute(attribute);
    if (value && !/^\s*(javascript|data|vbscript):/i.test(value)) made.setAttribute(attribute, value);
  }
  copyInto(made, node);
  return made;
}

function sanitize(html) {
  const fragment = document.createDocumentFragment();
  copyInto(fragment, new DOMParser().parseFromString(html, "text/html").body);
  return fragment;
}

/** Turn the blocks of the selection into headings or paragraphs. */
function setBlock(editor, tag) {
  editor.modifyBlocks((fragment) => {
    for (const block of fragment.querySelectorAll("p, h2, h3, h4")) {
      const made = document.createElement(tag);
      made.append(...block.childNodes);
      block.replaceWith(made);
    }
    return fragment;
  });
}

const TABLE = `<table><tbody>${"<tr><td><br></td><td><br></td><td><br></td></tr>".repeat(3)}</tbody></table><p><br></p>`;

const ACTS = {
  h2: (editor) => setBlock(editor, "h2"),
  h3: (editor) => setBlock(editor, "h3"),
  p: (editor) => setBlock(editor, "p"),
  bold: (editor) => (editor.hasFormat("B") ? editor.removeBold() : editor.bold()),
  italic: (editor) => (editor.hasFormat("I") ? editor.removeItalic() : editor.italic()),
  underline: (editor) => (editor.hasFormat("U") ? editor.removeUnderline() : editor.underline()),
  ul: (editor) => (editor.hasFormat("UL") ? editor.removeList() : editor.makeUnorderedList()),
  ol: (editor) => (editor.hasFormat("OL") ? editor.removeList() : editor.makeOrderedList()),
  quote: (editor) => (editor.hasFormat("BLOCKQUOTE") ? editor.decreaseQuoteLevel() : editor.increaseQuoteLevel()),
  table: (editor) => editor.insertHTML(TABLE),
  undo: (editor) => editor.undo(),
  redo: (editor) => editor.redo(),
};

function showState(editor, tools) {
  for (const [act, tag] of Object.entries({ ...FORMATS, ul: "UL", ol: "OL", quote: "BLOCKQUOTE", h2: "H2", h3: "H3" })) {
    tools.querySelector(`[data-rich-do=${act}]`).setAttribute("aria-pressed", String(editor.hasFormat(tag)));
  }
}

function openDialog(field, editor, name) {
  const dialog = field.querySelector(`[data-rich-dialog=${name}]`);
  if (name === "link") {
    const here = editor.getSelection().commonAncestorContainer;
    const link = (here.nodeType === Node.ELEMENT_NODE ? here : here.parentElement)?.closest("a");
    dialog.querySelector("[data-rich-address]").value = link?.getAttribute("href") ?? "";
  }
  dialog.showModal();
}

function applyDialog(editor, dialog) {
  const address = dialog.querySelector("[data-rich-address]");
  if (address) {
    if (!address.reportValidity()) return;
    if (address.value) editor.makeLink(address.value);
    else editor.removeLink();
  } else {
    const words = dialog.querySelector("[data-rich-words]").value;
    editor.insertImage(dialog.querySelector("[data-rich-picture]").value, { alt: words });
  }
  dialog.close();
  editor.focus();
}

/** Enter in a dialog applies it and never sends the form; what was left there must not hold the form back. */
function watchDialog(editor, dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.matches("button")) return;
    event.preventDefault();
    applyDialog(editor, dialog);
  });
  dialog.addEventListener("close", () => {
    for (const input of dialog.querySelectorAll("input")) input.value = "";
  });
}

/** Arrow keys go along the toolbar, so that Tab passes it in one step. */
function walkTools(tools) {
  const buttons = [...tools.querySelectorAll("button")];
  const stop = (chosen) => buttons.forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  stop(buttons[0]);
  tools.addEventListener("focusin", (event) => stop(event.target));
  tools.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
  });
}

function makeRoot(field, source) {
  const root = document.createElement("div");
  root.className = "x-input x-prose x-rich-text";
  root.setAttribute("role", "textbox");
  root.setAttribute("aria-multiline", "true");
  root.setAttribute("aria-labelledby", `${source.id}-label`);
  const described = source.getAttribute("aria-describedby");
  if (described) root.setAttribute("aria-describedby", described);
  source.after(root);
  source.hidden = true;
  field.querySelector("label").addEventListener("click", () => root.focus());
  return root;
}

function enrich(field) {
  const source = field.querySelector("[data-rich-source]");
  const tools = field.querySelector("[data-rich-tools]");
  const editor = new Squire(makeRoot(field, source), { blockTag: "P", sanitizeToDOMFragment: sanitize, addLinks: false });
  editor.setHTML(field.querySelector("[data-rich-html]").innerHTML);
  let changed = false;
  editor.addEventListener("input", () => (changed = true));
  editor.addEventListener("pathChange", () => showState(editor, tools));
  editor.addEventListener("select", () => showState(editor, tools));
  tools.hidden = false;
  walkTools(tools);
  for (const dialog of field.querySelectorAll("dialog")) watchDialog(editor, dialog);
  field.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const act = button?.dataset.richDo;
    if (act in ACTS) ACTS[act](editor), editor.focus();
    else if (act) openDialog(field, editor, act);
    if (button?.dataset.richApply) applyDialog(editor, button.closest("dialog"));
    if (button?.matches("[data-rich-close]")) button.closest("dialog").close();
  });
  source.form.addEventListener("formdata", (event) => {
    if (!changed) return;
    event.formData.set(source.name, editor.getHTML());
    event.formData.set(`${source.name}_format`, "html");
  });
  return () => changed;
}

const edited = [...document.querySelectorAll("[data-rich]")].map(enrich);
let sent = false;
document.addEventListener("submit", () => (sent = true));
window.addEventListener("pageshow", () => (sent = false));
window.addEventListener("beforeunload", (event) => {
  if (!sent && edited.some((changed) => changed())) event.preventDefault();
});
