// Applies the theme that the person chose on this device, before the first paint. A classic script on purpose:
// a module would run after it. The client writes the same key when the choice changes: "light", "dark", or nothing
// for what the system says.
try {
  const theme = localStorage.getItem('gatepost.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the system's theme it is.
}
