import type { OwnServers } from './_own-servers.mjs';
import type { Figure } from './_run.ts';

/** Runs with servers of one's own in the place of the tests'. */
export async function onOwnServers(
  keycloaks: number,
  work: (own: OwnServers) => Promise<Figure[]>,
): Promise<Figure[]> {
  const { openOwnServers } = await import('./_own-servers.mjs');
  const shared = process.env['EINLASS_TEST_SERVERS'];
  const own = await openOwnServers({ keycloaks });
  process.env['EINLASS_TEST_SERVERS'] = own.file;
  try {
    return await work(own);
  } finally {
    await own.close();
    process.env['EINLASS_TEST_SERVERS'] = shared;
  }
}
