import Keycloak from './keycloak.js';
import { settings } from './settings.js';

const part = (id) => document.getElementById(id);
// One address to come back to, exactly as it was added: without the query and the fragment of the moment.
const redirectUri = `${location.origin}${location.pathname}`;
const registerStart = `${redirectUri}?register`;
const inEinlass = (path, parameters) => `${settings.einlassUrl}${path}?${new URLSearchParams(parameters)}`;

const kc = new Keycloak({ url: settings.url, realm: settings.realm, clientId: settings.clientId });
const how = {
  pkceMethod: 'S256',
  scope: 'openid profile email',
  redirectUri,
  // A hidden frame gets no cookies from another site, so it would only tell wrong things.
  checkLoginIframe: false,
};

function show(told = '') {
  const name = kc.tokenParsed?.name;
  part('who').textContent = kc.authenticated ? name : 'Schwarzes Brett';
  part('told').textContent = told;
  part('in').hidden = !kc.authenticated;
  part('out').hidden = Boolean(kc.authenticated);
  part('ask').hidden = true;
}

/** Calls the API with a token that is still good; `undefined` where the session has ended. */
async function call(path, atLeastSeconds = 30) {
  try {
    await kc.updateToken(atLeastSeconds);
  } catch {
    return undefined;
  }
  return fetch(`${settings.apiUrl}${path}`, { headers: { authorization: `Bearer ${kc.token}` } });
}

async function werkNord() {
  show();
  let answer = await call('/werk-nord');
  // Refused: perhaps by a token from before the approval. A new one tells.
  if (answer?.status === 403) answer = await call('/werk-nord', -1);
  if (!answer || answer.status === 401) {
    // Ended at Keycloak: signed out elsewhere, or suspended.
    kc.clearToken();
    return show('Ihre Sitzung ist beendet.');
  }
  const { news } = await answer.json();
  show(answer.ok ? news.join(' ') : 'Kein Zugang zu Werk Nord');
  part('ask').hidden = answer.status !== 403;
}

part('register').href = inEinlass('/register', { app: registerStart });
part('ask').href = inEinlass('/request', { area: 'werk-nord', app: redirectUri });
part('sign-in').onclick = () => kc.login();
part('sign-out').onclick = () => kc.logout();
part('email').onclick = () => kc.login({ action: 'UPDATE_EMAIL' });
part('werk-nord').onclick = werkNord;

if (location.search === '?register') {
  // Einlass leads here once it is clear that nobody else is signed in.
  await kc.init(how);
  location.replace(`${await kc.createLoginUrl({ idpHint: 'access' })}&flow=werk-nord`);
} else {
  // Asks Keycloak by a redirect that nobody notices. Tokens stay in memory: never in localStorage.
  await kc.init({ ...how, onLoad: 'check-sso' });
  show();
}
