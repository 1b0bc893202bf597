import type { AreaTree } from './area.ts';
import type { Actor } from './policy.rules.ts';

/** What every admin route knows of its caller, read from PostgreSQL for this request. */
export type AdminScope = { actor: Actor; tree: AreaTree };
