import type { Request, RequestHandler, Response } from 'express';

/** Roles of Einlass, lowest first; each includes those before it. */
export type Role = 'member' | 'editor' | 'newsroom_manager' | 'network_manager';
/** Verified claims of an access token, or userinfo. */
export type Claims = Readonly<Record<string, unknown>>;

/** The claim `access` by area, with the highest role in it; whatever is not `<slug>:<known role>` opens nothing. */
export function areasOf(claim: unknown): Map<string, Role>;

/**
 * Middleware for all routes that ask: `read` answers the verified claims of the person's access token (or of userinfo), undefined
 * where nobody is signed in.
 */
export function readAccess(
  read: (request: Request, response: Response) => Claims | undefined | Promise<Claims | undefined>,
): RequestHandler;

/** Whether the area is open to whoever sent the request, with this role or a higher one: for a button in a page. */
export function mayEnter(request: Request, slug: string, role?: Role): boolean;

/**
 * Middleware that lets in whoever has the area with this role or a higher one. Nobody signed in: `signIn`, or status 401; somebody
 * without it: `denied`, or status 403.
 */
export function requireArea(
  slug: string,
  role?: Role,
  answers?: { signIn?: RequestHandler; denied?: RequestHandler },
): RequestHandler;
