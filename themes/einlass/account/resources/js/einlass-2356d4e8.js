// The company's look for Keycloak's account console. Its page has no place for an address of another server nor for a name, so both are
// read from the realm's texts (`realm apply` says them), which the console itself reads from the same address. Whatever fails leaves it neutral.
const { serverBaseUrl, realm, locale } = JSON.parse(document.getElementById('environment').textContent);
const address = `${serverBaseUrl.replace(/\/$/, '')}/resources/${encodeURIComponent(realm)}/account/${locale}`;
const said = await fetch(address)
  .then((answer) => answer.json())
  .catch(() => []);
const texts = Object.fromEntries(said.map(({ key, value }) => [key, value]));
const root = document.documentElement;

// these are quoted for the sign-in pages, which read them as patterns
const company = (texts.einlassCompany ?? '').replace(/''|'\{'/g, (quoted) => quoted[1]);
document.title = [texts.einlassAccountTitle, company].filter(Boolean).join(' – ') || document.title;
root.style.setProperty('--einlass-company', JSON.stringify(company));

if (/^https?:\/\/\S+$/.test(texts.einlassBrand ?? '')) {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = texts.einlassBrand;
  sheet.addEventListener('load', () => root.classList.add('einlass-brand'));
  document.head.append(sheet);
}
