import type { RequestHandler } from 'express';
import helmet from 'helmet';

const own = ["'self'"];

/**
 * Helmet with the strict policy of our pages: no inline script or style, no frames, nothing from elsewhere. `formTargets` are
 * origins where a form's redirects may lead (signing out goes through Keycloak).
 */
export function securityHeaders(https: boolean, formTargets: readonly string[]): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: own,
        styleSrc: own,
        imgSrc: [...own, 'data:'],
        fontSrc: own,
        connectSrc: own,
        manifestSrc: own,
        frameSrc: own,
        formAction: [...own, ...formTargets],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  });
}

/** The same policy without form-action, for pages whose form goes on to Keycloak and the app. */
export function withoutFormAction(policy: string): string {
  return policy
    .split(';')
    .filter((directive) => !directive.trim().startsWith('form-action'))
    .join(';');
}
