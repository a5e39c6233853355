// Gives the page what the person chose on this device, before the first paint: colours and language. A classic script on
// purpose: a module would run after it. The client writes the same keys when a choice changes: `gatepost.theme` ("light",
// "dark", or nothing for what the system says) and `gatepost.language` (nothing for what the browser says).
{
  const page = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(`gatepost.${key}`);
    } catch {
      return null; // Storage is forbidden here: the system's choices it is.
    }
  };
  const theme = kept('theme');
  if (theme) page.dataset.theme = theme;

  // scripts/locales.mjs writes which languages there are. Of one that there is, the browser's variety is taken: en-GB for en.
  const languages = page.dataset.languages.split(' ');
  const base = (tag) => tag.split('-')[0].toLowerCase();
  const wanted = [kept('language'), ...navigator.languages].find((tag) => tag && languages.includes(base(tag))) ?? 'en';
  const variety = navigator.languages.find((tag) => base(tag) === base(wanted) && tag.includes('-'));
  page.lang = wanted.includes('-') ? wanted : variety ?? wanted;
  if (['ar', 'fa', 'he', 'ur'].includes(base(wanted))) page.dir = 'rtl';
}
