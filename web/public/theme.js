// Runs before the first paint so that a dark screen never flashes white. The app keeps these attributes up to date later.
(function () {
  var stored = {};
  try {
    stored = JSON.parse(localStorage.getItem("tw.appearance") || "{}");
  } catch {
    stored = {};
  }
  var dark =
    stored.theme === "dark" ||
    (stored.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.dataset.direction = stored.direction || "blue-orange";
})();
