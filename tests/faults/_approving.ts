import { accountProblems } from '../support/accounts.ts';
import { areaOf } from '../support/area-of.ts';
import { until } from '../support/processes.ts';
import { cookieOf } from '../support/sessions.ts';
import { askers, endsOf } from './_approvers.ts';
import type { Act } from './kills.ts';
import { exactly, told } from './_run.ts';
import type { Storm } from './_storm.ts';

const patience = 240;

/** A manager approves one request after the other, each until its page says that it is decided. */
async function approveAll({ house }: Storm, asking: Awaited<ReturnType<typeof askers>>): Promise<void> {
  const { db } = house.database;
  const cookie = await cookieOf(house, 'nora.nord');
  const body = new URLSearchParams({ [`role.${await areaOf(db, 'werk-nord')}`]: 'member' });
  for (const { requestId } of asking)
    await until(
      `${requestId} is decided`,
      async () => {
        const answer = await fetch(`${house.url}/admin/requests/${requestId}/approve`, {
          method: 'POST',
          redirect: 'manual',
          headers: { accept: 'text/html', cookie, 'sec-fetch-site': 'same-origin' },
          body,
        });
        return answer.status === 303 || answer.status === 409;
      },
      patience,
    );
}

/** So many people without an area ask for one and are let in while everything is struck. */
export function approvals(count: number): Act {
  let asking: Awaited<ReturnType<typeof askers>> = [];
  return {
    name: 'approved',
    async act(storm) {
      asking = await askers(storm.house, count, patience);
      await approveAll(storm, asking);
    },
    async figures({ house, books }) {
      const { ends, wrong } = await endsOf(house, asking);
      const problems = await Promise.all(
        asking.map(({ memberId }) => accountProblems(books, memberId, true)),
      );
      return [
        told('people who asked for an area', count),
        exactly('requests approved', ends['approved'] ?? 0, count),
        exactly('requests without exactly one grant, mail and row of the log', wrong, 0),
        exactly('approved: accounts missing, doubled or without the area', problems.flat().length, 0),
      ];
    },
  };
}
