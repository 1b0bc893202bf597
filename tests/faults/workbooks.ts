import { isDeepStrictEqual } from 'node:util';
import { hostileFiles, strangeFiles } from '../imports/corpus/all.ts';
import { readerMegabytes } from '../imports/corpus/reader-memory.ts';
import { answerOf } from '../imports/corpus/specimen.ts';
import { atMost, exactly, type FaultRun, told, withinTime } from './_run.ts';

export const name = 'workbooks';

const most = { seconds: 5, megabytes: 300 };

/** The whole corpus of hostile and strange files, one after the other: its answers, its slowest and its largest. */
export const run: FaultRun = async (scale, _seed, log) => {
  const specimens = Object.entries({ ...hostileFiles, ...strangeFiles }).flatMap(([part, each]) =>
    each.map((specimen) => ({ ...specimen, name: `${part}: ${specimen.name}` })),
  );
  const slowest = { name: '', seconds: 0 };
  const largest = { name: '', megabytes: 0 };
  let wrong = 0;
  for (let round = 0; round < Math.max(1, Math.round(scale)); round += 1) {
    for (const { name: specimen, content, answer } of specimens) {
      const file = await content();
      const start = performance.now();
      const { result, megabytes } = await readerMegabytes(() => answerOf(file));
      const seconds = (performance.now() - start) / 1000;
      if (seconds > slowest.seconds) Object.assign(slowest, { name: specimen, seconds });
      if (megabytes > largest.megabytes) Object.assign(largest, { name: specimen, megabytes });
      if (seconds > 2 || megabytes > 200)
        log(`${specimen}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`);
      if (isDeepStrictEqual(result, answer)) continue;
      wrong += 1;
      log(`${specimen}: another answer than ${typeof answer === 'string' ? answer : 'its rows'}`);
    }
  }
  return [
    told('files', specimens.length),
    exactly('answered otherwise than they must be', wrong, 0),
    withinTime(`seconds of the slowest (${slowest.name})`, slowest.seconds, most.seconds),
    atMost(
      `megabytes of the largest process (${largest.name})`,
      Math.ceil(largest.megabytes),
      most.megabytes,
    ),
  ];
};
