import { match, ok, strictEqual } from 'node:assert/strict';

/** A browser as far as a sign-in needs one: it keeps cookies by host and follows redirects. */
function visitor() {
  /** @type {Map<string, Map<string, string>>} */
  const jars = new Map();
  /** @param {string} address @param {RequestInit} [init] @returns {Promise<Response>} */
  return async function visit(address, init = {}) {
    const { host } = new URL(address);
    const jar = jars.get(host) ?? new Map();
    jars.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) jar.set(name, value);
    }
    const next = answer.headers.get('location');
    return next ? visit(new URL(next, address).href) : answer;
  };
}

/** The network manager of the demo reaches the admin pages by what the printed table says. @param {import('./trial.mjs').Trial} trial */
export async function managerSignsIn(trial) {
  const { addresses, demo } = trial.run();
  const visit = visitor();
  const page = await (await visit(addresses.admin)).text();
  const action = /action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  ok(action, 'no sign-in form');
  const body = new URLSearchParams({ username: 'netz.manager', password: demo.password });
  const answer = await visit(action, { method: 'POST', body });
  strictEqual(answer.status, 200);
  match(await answer.text(), /Nadja Netz/);
}
