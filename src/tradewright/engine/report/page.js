"use strict";
// Sorts the list of trades by a column: numbers by value, texts and times by their letters. Nothing else moves.
for (const button of document.querySelectorAll("#trades thead button")) {
  button.addEventListener("click", () => {
    const head = button.parentElement;
    const up = head.getAttribute("aria-sort") !== "ascending";
    const at = [...head.parentElement.children].indexOf(head);
    const body = document.querySelector("#trades tbody");
    const key = (row) => row.children[at].dataset.v ?? "";
    const compare =
      button.dataset.kind === "number" ? (a, b) => Number(key(a)) - Number(key(b)) : (a, b) => key(a).localeCompare(key(b));
    for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    body.append(...[...body.rows].sort((a, b) => (up ? compare(a, b) : compare(b, a))));
  });
}
