import { startWeb, startWork } from '../app.ts';
import { openServices } from '../services.ts';
import { bulkSecretOf, refuseReadableBulkSecret } from './bulk-secret.ts';
import type { Command } from './command.ts';
import { requireSchema } from './schema-needed.ts';

export const serve: Command = {
  usage: 'serve',
  summary: 'run the web process',
  async run(_args, { config, log, stopped }) {
    refuseReadableBulkSecret(config);
    const services = await openServices(config, log);
    await requireSchema(services.db, log);
    const web = await startWeb(services);
    log.info({ port: web.port }, 'web is listening');
    await stopped;
    await web.close();
    await services.close();
    log.info('web has stopped');
  },
};

export const work: Command = {
  usage: 'work',
  summary: 'run the worker process (provisioning, imports, mail)',
  async run(_args, { config, log, stopped }) {
    const bulkSecret = bulkSecretOf(config);
    const services = await openServices(config, log);
    await requireSchema(services.db, log);
    const worker = await startWork(services, bulkSecret);
    log.info('worker is running');
    await stopped;
    await worker.close();
    await services.close();
    log.info('worker has stopped');
  },
};
