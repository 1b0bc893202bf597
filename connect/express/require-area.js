/** Roles of Einlass, lowest first; each includes those before it. */
const ladder = ['member', 'editor', 'newsroom_manager', 'network_manager'];

/** What is open to whoever sent a request: a map, or undefined where nobody is signed in. */
const opened = new WeakMap();

/**
 * The claim `access` by area, with the highest role in it. Whatever is not `<slug>:<known role>` opens nothing; a map, because a
 * slug may be the name of something that every object has.
 */
export function areasOf(claim) {
  const areas = new Map();
  for (const value of Array.isArray(claim) ? claim : []) {
    if (typeof value !== 'string') continue;
    const [slug, role, ...more] = value.split(':');
    const known = ladder.indexOf(areas.get(slug) ?? '');
    if (slug && more.length === 0 && ladder.indexOf(role ?? '') > known) areas.set(slug, role);
  }
  return areas;
}

/**
 * Middleware for all routes that ask: `read(request, response)` answers the verified claims of the person's access token (or of
 * userinfo), undefined where nobody is signed in. Somebody without any area is signed in, too, and has claims without `access`.
 */
export function readAccess(read) {
  return async (request, response, next) => {
    try {
      const claims = await read(request, response);
      opened.set(request, claims ? areasOf(claims.access) : undefined);
    } catch (error) {
      return next(error);
    }
    next();
  };
}

/** Fails where nobody read the claims: a forgotten line must not open a door. */
function openTo(request) {
  if (!opened.has(request)) throw new Error('requireArea needs readAccess before it');
  return opened.get(request);
}

function holds(areas, slug, role) {
  return ladder.indexOf(areas?.get(slug) ?? '') >= ladder.indexOf(role);
}

/** A wrong word in the program is found when it starts, not by whoever is let in or locked out. */
function checkWords(slug, role) {
  // Of `undefined`, a setting that is missing, the pattern would make a word.
  if (typeof slug !== 'string' || !/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(slug))
    throw new TypeError(`"${slug}" is no slug of an area`);
  if (!ladder.includes(role)) throw new TypeError(`"${role}" is none of the roles ${ladder.join(', ')}`);
}

/** Whether the area is open to whoever sent the request, with this role or a higher one: for a button in a page. */
export function mayEnter(request, slug, role = 'member') {
  checkWords(slug, role);
  return holds(openTo(request), slug, role);
}

/**
 * Middleware that lets in whoever has the area with this role or a higher one. Nobody signed in: `signIn`, or status 401; somebody
 * without it: `denied`, or status 403.
 */
export function requireArea(slug, role = 'member', { signIn, denied } = {}) {
  checkWords(slug, role);
  return (request, response, next) => {
    const areas = openTo(request);
    if (holds(areas, slug, role)) return next();
    const [answer, status] = areas ? [denied, 403] : [signIn, 401];
    if (answer) return answer(request, response, next);
    response.status(status).end();
  };
}
