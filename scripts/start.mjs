// npm start [-- --background]: brings up everything and stays (or returns when all is ready).
import { orExit, prepare } from './servers/prepare.mjs';

await prepare({ serversOf: process.env });
const { startInBackground, superviseForParent } = await import('./servers/background.mjs');
const { supervise } = await import('./servers/supervisor.mjs');
const { Complaint } = await import('./servers/complaint.mjs');

await orExit(async () => {
  const [option, ...others] = process.argv.slice(2);
  if (others.length > 0 || ![undefined, '--background', '--as-background'].includes(option))
    throw new Complaint(
      `npm start knows only the option --background (npm start -- --background), not: ${process.argv.slice(2).join(' ')}`,
    );
  if (option === '--background') process.exit(await startInBackground());
  if (option === '--as-background') process.exit(await superviseForParent());
  process.exit(await supervise());
});
