// The company's look for Keycloak's account console. Its page has no place for an address of another server, so that is read from the
// realm's texts (`realm apply` says them), which the console itself reads from the same address. Whatever fails leaves Keycloak's look.
const { serverBaseUrl, realm, locale } = JSON.parse(document.getElementById('environment').textContent);
const address = `${serverBaseUrl.replace(/\/$/, '')}/resources/${encodeURIComponent(realm)}/account/${locale}`;
const said = await fetch(address)
  .then((answer) => answer.json())
  .catch(() => []);
const texts = Object.fromEntries(said.map(({ key, value }) => [key, value]));

if (texts.einlassAccountTitle) document.title = texts.einlassAccountTitle;
if (/^https?:\/\/\S+$/.test(texts.einlassBrand ?? '')) {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = texts.einlassBrand;
  sheet.addEventListener('load', () => document.documentElement.classList.add('einlass-brand'));
  document.head.append(sheet);
}
