import type { ViewData } from '../platform/views.ts';

export type Refusal = { view: string; data: ViewData; status: number };

/** What the broker needs of a thing that lets somebody in by a link; app.ts hands one in for each kind. */
export type Redemption = {
  /** Takes it for this browser (`lease`), or the page that says why not. */
  claim(id: string, lease: string): Promise<{ subject: string } | { refusal: Refusal }>;
  /** Acts at Keycloak and confirms; throws AppError. Must end within 4 s. */
  redeem(id: string, lease: string): Promise<void>;
  expectedUser(id: string): Promise<string | undefined>;
  /** The right person is signed in; answers where to send them. */
  completed(id: string): Promise<string>;
  /** Address of the unspent link. */
  link(id: string): Promise<string>;
};

export type Redemptions = Readonly<Record<string, Redemption>>;

/** What a handle cookie stands for: one thing, one attempt (`flow`), for ten minutes; `lease` is the same for all of a browser's. */
export type Handle = { kind: string; id: string; flow: string; lease: string };
/** What an OAuth code stands for. */
export type Grant = {
  kind: string;
  id: string;
  lease: string;
  subject: string;
  nonce: string | undefined;
  codeChallenge: string;
  redirectUri: string;
};
