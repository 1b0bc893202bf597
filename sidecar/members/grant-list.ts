import type { Ending } from './grant-list.schema.ts';

export type GrantListRow = {
  /** Null for one that has ended: it is gone. */
  id: string | null;
  memberId: string;
  firstName: string;
  lastName: string;
  email: string | null;
  areaId: string;
  area: string;
  role: string;
  origin: string;
  /** Since when it is given until then. */
  from: Date;
  endsAt: Date;
};
export type Asked = { ends: Ending; areaIds: readonly string[] };
