// Before the first paint: the colour scheme that this browser's user chose, if any.
// A classic script in the head; a module would come too late and flash.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Storage is refused: the system's scheme it is.
}
