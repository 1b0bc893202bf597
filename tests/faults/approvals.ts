import { installation } from '../support/installation.ts';
import { sinkProcess } from '../support/kept-mails.ts';
import { askers, endsOf, mailsOf, opponents, race, sentTo } from './_approvers.ts';
import { exactly, type FaultRun, type Figure, randomFrom, told } from './_run.ts';
import { secondWeb } from './single-use.ts';

export const name = 'approvals';

const counted = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .toSorted()
    .map(([what, count]) => `${what}: ${count}`)
    .join(', ');

/**
 * `1,000 × scale` requests, each approved by two managers at the same moment over two web processes; then `250 × scale` each that are
 * approved against a rejection, a withdrawal and their expiry. Read from PostgreSQL and the mailbox.
 */
export const run: FaultRun = async (scale, seed, log) => {
  const random = randomFrom(seed);
  // The shared mailbox keeps its newest 500 only.
  const sink = await sinkProcess();
  const house = await installation({ SMTP_URL: sink.url });
  const second = await secondWeb(house);
  const other = second.route(new URL(house.url)).origin;
  const figures: Figure[] = [];
  try {
    for (const against of opponents) {
      const count = Math.max(2, Math.round((against === 'approve' ? 1000 : 250) * scale));
      const asking = await askers(house, count);
      const statuses = await race({ house, webs: [house.url, other], random }, asking, against);
      const { ends, wrong } = await endsOf(house, asking);
      log(`${count} against ${against}: ${counted(ends)}; ${counted(statuses)}`);
      const what = `approved against ${against}`;
      figures.push(
        told(`${what}: how they ended`, counted(ends)),
        exactly(`${what}: without exactly what belongs to their end`, wrong, 0),
        exactly(`${what}: still waiting`, ends['pending'] ?? 0, 0),
      );
      if (against !== 'approve') continue;
      figures.push(
        exactly('approved twice: one let through, the other told so', statuses['303 and 409'] ?? 0, count),
        exactly(
          'approved twice: mails in the boxes',
          await mailsOf({ house, sink }, asking),
          await sentTo(house, asking),
        ),
      );
    }
  } finally {
    await second.process.stop();
    await house.close();
    await sink.close();
  }
  return figures;
};
