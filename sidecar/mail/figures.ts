import type { Db } from '../platform/db.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { ReportResult } from './bounce.service.ts';
import { countMessages } from './figures.read-model.ts';
import type { Transport } from './transport.ts';

export type MailFigures = {
  /** The same way out, with its durations noted. */
  timed(transport: Transport): Transport;
  reported(result: ReportResult): void;
};

/** What the outbox tells: states and kinds, how long sending takes, what came back. */
export function mailFigures(metrics: Metrics, db: Db): MailFigures {
  metrics.gauge('einlass_mail_messages', 'Messages by state and kind', ['state', 'kind'], async () =>
    (await countMessages(db)).map(({ state, kind, count }) => ({ labels: { state, kind }, value: count })),
  );
  const sent = metrics.durations('einlass_mail_send_seconds', 'How long a try of sending took', 'outcome');
  const reported = metrics.counter(
    'einlass_mail_reports_total',
    'Reports that came in, by what they did',
    'result',
  );
  return {
    reported,
    timed: (transport) => ({
      ...transport,
      async send(...mail) {
        const before = performance.now();
        const delivery = await transport.send(...mail);
        sent((performance.now() - before) / 1000, delivery.kind);
        return delivery;
      },
    }),
  };
}
