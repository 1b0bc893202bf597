import type { AreaTree } from '../areas/area.ts';
import type { MemberWithGrants } from './member.ts';

/** What every page below /me knows: who is signed in, and the areas that their grants name. */
export type Own = { person: MemberWithGrants; tree: AreaTree };
/** The one right of these pages: each shows and changes only what belongs to whoever asks. */
export type OwnRight = 'own';
