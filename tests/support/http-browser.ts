export type Answer = {
  status: number;
  /** The address that was asked for. */
  url: URL;
  /** Where a redirect leads. */
  location: URL | undefined;
  headers: Headers;
  text: string;
};
type Kept = { name: string; value: string; path: string };

/** A browser without a window: cookies by host and path, redirects followed one by one, no scripts. */
export type HttpBrowser = {
  get(url: string | URL, headers?: Record<string, string>): Promise<Answer>;
  /** Posts a form as our own page would, unless `headers` say otherwise. */
  post(url: string | URL, form?: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  /** Follows redirects as long as `wanted` says so; answers the first one that is not followed, or the page. */
  follow(answer: Answer, wanted?: (next: URL) => boolean): Promise<Answer>;
  /** Posts the first form of a page with these fields besides its own hidden ones. */
  submit(page: Answer, fields: Record<string, string>): Promise<Answer>;
  cookie(name: string): string | undefined;
};

function parseCookie(line: string): Kept & { gone: boolean } {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const found = new Map(
    attributes.map((text) => {
      const [name = '', value = ''] = text.split('=');
      return [name.toLowerCase(), value] as const;
    }),
  );
  const expires = found.get('expires');
  const gone = found.get('max-age') === '0' || (expires !== undefined && new Date(expires) <= new Date());
  return { name: pair.slice(0, at), value: pair.slice(at + 1), path: found.get('path') || '/', gone };
}

const pathMatches = (path: string, kept: string): boolean =>
  path === kept || path.startsWith(kept.endsWith('/') ? kept : `${kept}/`);

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

/**
 * `route` may send requests elsewhere, as a load balancer does; cookies stay with the address that was asked for. `ask` may stand in
 * for `fetch`, so that each request can be timed.
 */
export function httpBrowser(route: (url: URL) => URL = (url) => url, ask: typeof fetch = fetch): HttpBrowser {
  const jar = new Map<string, Kept>();
  const keep = (url: URL, line: string): void => {
    const { gone, ...cookie } = parseCookie(line);
    const key = `${url.hostname} ${cookie.path} ${cookie.name}`;
    if (gone) jar.delete(key);
    else jar.set(key, cookie);
  };
  const header = (url: URL): string =>
    [...jar.entries()]
      .filter(([key, kept]) => key.startsWith(`${url.hostname} `) && pathMatches(url.pathname, kept.path))
      .map(([, kept]) => `${kept.name}=${kept.value}`)
      .join('; ');
  const send = async (address: string | URL, init: RequestInit): Promise<Answer> => {
    const url = new URL(address);
    const cookie = header(url);
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) };
    const response = await ask(route(url), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(url, line);
    const to = response.headers.get('location');
    return {
      status: response.status,
      url,
      location: to === null ? undefined : new URL(to, url),
      headers: response.headers,
      text: await response.text(),
    };
  };
  const browser: HttpBrowser = {
    get: (url, headers = {}) => send(url, { headers: { accept: 'text/html', ...headers } }),
    post: (url, form = {}, headers = { 'sec-fetch-site': 'same-origin' }) =>
      send(url, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { accept: 'text/html', ...headers },
      }),
    async follow(answer, wanted = () => true) {
      let last = answer;
      while (last.location && wanted(last.location)) last = await browser.get(last.location);
      return last;
    },
    submit(page, fields) {
      // Keycloak's login page has a second one, for passkeys.
      const [form = ''] = /<form[^>]*\saction=.*?<\/form>/is.exec(page.text) ?? [];
      const action = unescaped(/\saction="([^"]+)"/.exec(form)?.[1] ?? '');
      const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].flatMap(([tag]) => {
        const name = /name="([^"]*)"/.exec(tag)?.[1];
        return name ? [[name, unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? '')] as const] : [];
      });
      return browser.post(new URL(action, page.url), { ...Object.fromEntries(hidden), ...fields });
    },
    cookie: (name) => [...jar.values()].find((kept) => kept.name === name)?.value,
  };
  return browser;
}
